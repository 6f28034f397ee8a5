import unittest

from lint_coroutines import BUILD_FIRST, NAME_IT, NO_CAPTURE, NO_DEFAULT, violations

GOOD = [
    "co_await sleep_for(executor_, delay);",
    "auto response = co_await transport.roundtrip(std::move(request));",
    "const Result<Map<int, Response>>& r = co_await all;",
    "[[maybe_unused]] auto [a, b] = co_await both(x, y);",
    "slot->value = co_await exchange;",
    "slots[i] = co_await pick<int, char>(x);",
    "co_return co_await transport.roundtrip(std::move(request));",
    "if (late) co_await sleep_for(executor_, Duration(20'000 + rng.below(80'000)));",
    "if (late) { co_await a; } else co_await b;",
    "for (;;) co_await next();",
    "switch (x) { case Kind::a: co_await a; break; default: co_await b; }",
    "run([](Scope& scope) -> Task<> { co_await scope.join(); }(scope));",
    "// if (co_await x)",
    'say("if (co_await x) {"); co_await y();',
    'auto text = R"(if (co_await x))"; co_await y;',
    "int x = 1'000; co_await y; char c = 'c';",
]

BAD = [
    ("if (co_await ready()) return;", NAME_IT),
    ("while (!co_await ready()) {}", NAME_IT),
    ("for (auto x : co_await all()) {}", NAME_IT),
    ("use(co_await value());", NAME_IT),
    ("auto v = (co_await value()).first;", NAME_IT),
    ("auto v = co_await a() + 1;", NAME_IT),
    ("auto v = co_await a() && b;", NAME_IT),
    ("auto v = b || co_await a();", NAME_IT),
    ("total += co_await count();", NAME_IT),
    ("auto v = Pair{co_await a(), 2};", NAME_IT),
    ("auto v = ready ? co_await a() : b;", NAME_IT),
    ("co_await a(), co_await b();", NAME_IT),
    ("int x = 1'000; if (co_await y) {} char c = 'c';", NAME_IT),
    ('co_await roundtrip(Request{.method = "POST"});', BUILD_FIRST),
    ("co_await sleep_for(executor_, late ? a : b);", BUILD_FIRST),
    ("co_await retry([&, body] { return post(body); });", BUILD_FIRST),
    ("co_await retry(x, [body](int) -> int { return post(body); });", BUILD_FIRST),
    ("Task<> deliver(Webhook hook, Options options = {});", NO_DEFAULT),
    ("Task<Result<Receipt>> Client::send(Message m, Options o = Options());", NO_DEFAULT),
    ("auto f = [this](int x) -> Task<> { co_await y; };", NO_CAPTURE),
    ("auto f = [&](int x) mutable -> understudy::Task<Result<int>> { co_return x; };", NO_CAPTURE),
]

NOT_COROUTINES = [
    "Task<> deliver(Webhook hook, int tries = 3, bool loud = false, Clock* clock = nullptr);",
    "auto f = [this](Request r) -> Task<Response> { return answer(std::move(r)); };",
    "auto f = [](Service& s, Request r) -> Task<Response> { co_return s.answer(r); };",
    "auto f = [&](int x) { return x; };",
]


class Lint(unittest.TestCase):
    def test_says_nothing_about_good_code(self):
        for code in GOOD + NOT_COROUTINES:
            with self.subTest(code):
                self.assertEqual(violations(code), [])

    def test_advises_about_each_bad_line(self):
        for code, advice in BAD:
            with self.subTest(code):
                self.assertEqual({said for _, said in violations(code)}, {advice})

    def test_names_the_line(self):
        self.assertEqual(violations("int a;\n/* two\nlines */\nuse(co_await b());"), [(4, NAME_IT)])


if __name__ == "__main__":
    unittest.main()
