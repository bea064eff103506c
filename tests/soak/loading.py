"""A plugin of pytest that loads one file of the program with a fault in it, before anything else has loaded it."""

import importlib.abc
import importlib.machinery
import json
import os
import sys
from importlib.util import spec_from_loader
from types import CodeType
from typing import Any

from tests.architecture.source import PACKAGE
from tests.soak.faulty import mutants_of, tree_with


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        return compile(tree_with(_FAULT), self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname != _NAME:
            return None
        return spec_from_loader(fullname, _Loader(fullname, str(PACKAGE / _FAULT.path)))


_WANTED = json.loads(os.environ["FAULT_TO_LOAD"])
_FAULT = next(m for m in mutants_of(PACKAGE / _WANTED[0]) if [m.path, m.index, m.change] == _WANTED)
_NAME = "jiangong." + _FAULT.path.removesuffix(".py").replace("/", ".")
sys.meta_path.insert(0, _Finder())
