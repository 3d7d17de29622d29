"""DataFrames of pandas, polars, PyArrow and others that narwhals knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from dedupe.errors import InputError
from dedupe.integrations.columns import Columns
from dedupe.integrations.running import REMOVALS, IndexPath, Runner, missing

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

try:
    import narwhals as nw
except ModuleNotFoundError as error:
    raise missing("DataFrames", "narwhals") from error

Frame = TypeVar("Frame")


def collapse_column(
    frame: Frame,
    column: str = "text",
    *,
    id_column: str | None = None,
    removals: str | None = REMOVALS,
    index: IndexPath | None = None,
    **options: Unpack[OptionValues],
) -> Frame:
    r"""Return a DataFrame like the one given with each paragraph of a column of texts once.

    What went of a row is in the column `removals`; None leaves it out. Rows, their order, other columns and the index
    of pandas stay. The options are those of `dedupe.Options`; with `scope="corpus"` all rows are compared with each
    other, and with an `index` on disk also with those of earlier calls. Raises `OptionError` and `InputError`.

    >>> import polars
    >>> frame = polars.DataFrame({"text": [2 * "The ferry leaves the outer harbour at noon.\n"]})
    >>> collapse_column(frame)["text"].to_list()
    ['The ferry leaves the outer harbour at noon.\n']
    """
    columns = Columns(column, id_column, removals)
    runner = Runner(options, index=index)
    columns.check(runner)
    given: Any = nw.from_native(frame, pass_through=True)
    if isinstance(given, nw.LazyFrame):
        raise InputError(f"{type(frame).__name__} is lazy, and its rows are not there yet; collect it first")
    if not isinstance(given, nw.DataFrame):
        raise InputError(f"frame must be a DataFrame that narwhals knows, got {type(frame).__name__}")
    # A column that nothing is read of is there by its name only.
    read = {*columns, runner.options.rank_field}
    table = {name: values_of(given[name]) if name in read else [] for name in given.columns}
    changed = columns.collapse(table, runner)
    backend = given.implementation
    made = [nw.new_series(name, values, nw.String, backend=backend) for name, values in changed.items()]
    result: Frame = given.with_columns(*made).to_native()
    return result


def values_of(series: nw.Series[Any]) -> list[Any]:
    """Return the values of a column, None where there is none."""
    return [
        None if absent else value for value, absent in zip(series.to_list(), series.is_null().to_list(), strict=True)
    ]
