"""Any table a person hands in, read as text columns with row numbers; and tables written for a person."""

from jiangong.foundation.sheets.reading import read_table
from jiangong.foundation.sheets.writing import WRITABLE, write_table

__all__ = ["WRITABLE", "read_table", "write_table"]
