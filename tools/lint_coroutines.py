#!/usr/bin/env python3
"""co_await stands alone: `co_await f(x);`, `auto v = co_await f(x);`, `co_return co_await f(x);`.

g++ 12 miscompiles co_await inside conditions, and copies aggregates and capturing lambdas that are built in the same
statement byte by byte. Both compile without a word, so they are looked for here, with two relatives: class-type
default arguments of a coroutine, and coroutine lambdas that capture, whose captures die before the coroutine does.
"""
import re
import sys

from cpp_text import closing, code_only, line_of

NAME_IT = "bind the awaited value to a name, then use it"
BUILD_FIRST = "build the argument in its own statement, then move it in"
NO_DEFAULT = "no class-type default argument on a coroutine: overload it, or ask the caller"
NO_CAPTURE = "a coroutine lambda captures nothing: pass arguments"

# What may stand before co_await in its statement: nothing, co_return, or something to assign to.
HEAD = re.compile(r"(co_return|(\[\[\w+\]\]\s*)?([\w:<>,&*.\s\[\]]|->)+=)?$")
LABEL = re.compile(r"\s*(case\b[^;?]*?[^:]:(?!:)|default\s*:|else\b|do\b)")
CONTROL = re.compile(r"\s*(if\s+constexpr|if|for|while)\s*\(")
OPERATOR = re.compile(r"\s(&&|\|\||<=>|[=!<>]=|[<>+\-*/%|&^=])\s")
TASK_FUNCTION = re.compile(r"\bTask<[^;{}()]*>\s+[\w:~]+\s*\(")
DEFAULT = re.compile(r"=\s*[\w:<>]*\s*[({]")
CAPTURING = re.compile(r"(?<![\w\])])\[[^\[\]]+\]\s*\(")
RETURNS_TASK = re.compile(r"\s*(mutable\s*)?(noexcept\s*)?->\s*[\w:]*\bTask<[^;{}]*?>\s*\{")


def violations(text):
    """Line and advice for each violation, in order of lines."""
    code = code_only(text)
    found = [*_awaits(code), *_default_arguments(code), *_captures(code)]
    return sorted((line_of(code, at), advice) for at, advice in found)


def _awaits(code):
    for match in re.finditer(r"\bco_await\b", code):
        start = _statement_start(code, match.start())
        if start is None or not HEAD.match(_without_control(code[start : match.start()])):
            yield match.start(), NAME_IT
            continue
        end = _statement_end(code, match.end())
        if end is None:
            yield match.start(), NAME_IT
            continue
        operand = code[match.end() : end]
        if "{" in operand or "?" in operand or re.search(r"[(,]\s*\[", operand):
            yield match.start(), BUILD_FIRST
        elif OPERATOR.search(_outside_brackets(operand)):
            yield match.start(), NAME_IT


def _statement_start(code, at):
    """Where the statement around `at` begins; None inside parentheses, which is a condition or an argument."""
    depth = 0
    for i in range(at - 1, -1, -1):
        if code[i] in ")]":
            depth += 1
        elif code[i] in "([":
            if depth == 0:
                return None
            depth -= 1
        elif depth == 0 and code[i] in ";{}":
            return i + 1
    return 0


def _statement_end(code, at):
    """Where the semicolon of the statement is; None if a bracket closes or a comma comes first."""
    while at < len(code):
        if code[at] in "([{":
            at = closing(code, at)
        elif code[at] in ")]},":
            if code[at] != "," or not _inside_template(code, at):
                return None
        elif code[at] == ";":
            return at
        at += 1
    return None


def _inside_template(code, at):
    """Whether the comma at `at` parts template arguments, as in `co_await pick<int, char>(x)`."""
    line = code[code.rfind("co_await", 0, at) : at]
    return line.count("<") > line.count(">")


def _without_control(head):
    """The head of a statement without the `if (…)`, `else`, `case x:` it hangs on."""
    while True:
        if label := LABEL.match(head):
            head = head[label.end() :]
        elif control := CONTROL.match(head):
            head = head[closing(head, control.end() - 1) + 1 :]
        else:
            return head.strip()


def _outside_brackets(code):
    kept, at = [], 0
    while at < len(code):
        if code[at] in "([{":
            at = closing(code, at)
        else:
            kept.append(code[at])
        at += 1
    return "".join(kept)


def _default_arguments(code):
    for match in TASK_FUNCTION.finditer(code):
        parameters = code[match.end() : closing(code, match.end() - 1)]
        if default := DEFAULT.search(parameters):
            yield match.end() + default.start(), NO_DEFAULT


def _captures(code):
    for match in CAPTURING.finditer(code):
        returns = RETURNS_TASK.match(code, closing(code, match.end() - 1) + 1)
        if returns:
            body = code[returns.end() : closing(code, returns.end() - 1)]
            if re.search(r"\bco_(await|return|yield)\b", body):
                yield match.start(), NO_CAPTURE


def main(paths):
    clean = True
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line, advice in violations(file.read()):
                clean = False
                print(f"{path}:{line}: {advice}")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
