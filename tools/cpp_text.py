"""C++ text as the checks read it: without what is said in comments and literals."""
import re

_NOISE = re.compile(
    r"""
      (?P<number> \b\d[\w.']* )                                  # 1'000'000 has no characters in it
    | // [^\n]*
    | /\* .*? \*/
    | R"(?P<mark> [^()\\\s]* )\( .*? \)(?P=mark)"
    | (?P<include> ^[ \t]*\#[ \t]*include[^\n]* )                # what is included matters to a check
    | " (?: \\. | [^"\\\n] )* "
    | ' (?: \\. | [^'\\\n] )* '
    """,
    re.S | re.M | re.X,
)


def code_only(text):
    """The text with comments and literals blanked; every line and column stays where it was."""

    def blank(match):
        if match["number"] or match["include"]:
            return match[0]
        return re.sub(r"[^\n]", " ", match[0])

    return _NOISE.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def closing(code, opening):
    """Where the bracket that opens at `opening` closes; the end of the text if it never does."""
    depth = 0
    for at in range(opening, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at
    return len(code)
