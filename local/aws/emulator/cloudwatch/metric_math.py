"""The part of CloudWatch metric math that the alarms use."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

_Binary = Callable[[float, float], float]
_OPERATORS: dict[type[ast.operator], _Binary] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], _Binary] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_KNOWN = "+ - * /, comparisons, IF(condition, a, b), FILL(metric, value), MAX, MIN and SUM of a list"


@lru_cache(maxsize=256)
def parse(expression: str) -> ast.expr:
    """Parses an expression. Raises ValueError for an invalid or unsupported one."""
    try:
        # Metric math expressions have Python's syntax.
        tree = ast.parse(expression, mode="eval").body
        evaluate(tree, _Anything())
    except (SyntaxError, _UnknownError) as error:
        raise ValueError(f"metric math {expression!r}: the embedded AWS supports {_KNOWN}") from error
    return tree


def evaluate(node: ast.expr, values: Mapping[str, float | None]) -> float | None:
    """Value of the expression in one period, given each metric's; None without data."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = evaluate(operand, values)
            return None if value is None else -value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _combine(_OPERATORS[type(op)], evaluate(left, values), evaluate(right, values))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return _combine(_COMPARISONS[type(op)], evaluate(left, values), evaluate(right, values))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(name, arguments, values)
        case _:
            raise _UnknownError


def _call(name: str, arguments: list[ast.expr], values: Mapping[str, float | None]) -> float | None:
    match name, arguments:
        case "IF", [condition, then, otherwise]:
            holds = evaluate(condition, values)
            chosen, other = evaluate(then, values), evaluate(otherwise, values)
            return None if holds is None else chosen if holds else other
        case "FILL", [metric, filling]:
            value, instead = evaluate(metric, values), evaluate(filling, values)
            return instead if value is None else value
        case "MAX" | "MIN" | "SUM", [ast.List(elts=items)]:
            found = [value for item in items if (value := evaluate(item, values)) is not None]
            return {"MAX": max, "MIN": min, "SUM": sum}[name](found) if found else None
        case _:
            raise _UnknownError


def _combine(operation: _Binary, left: float | None, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    try:
        return float(operation(left, right))
    except ZeroDivisionError:
        return None  # CloudWatch has no data point for it


class _UnknownError(Exception):
    pass


class _Anything(dict[str, float | None]):
    def __missing__(self, _: str) -> float:
        return 1.0
