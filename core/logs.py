"""How does a log line stay free of names, amounts and notes?"""

import logging
import re

# PostgreSQL adds the refused row to its message: everything from DETAIL to the end of that message.
ROW = re.compile(r"\b(DETAIL|CONTEXT|QUERY|STATEMENT):.*?(?=\n\n|\nTraceback|\n  File |\Z)", re.DOTALL)


class WithoutRows(logging.Formatter):
    """Cuts what the database tells of a refused row out of messages and tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return ROW.sub(r"\1: left out", super().format(record))
