"""The formats that can be imported."""

from community.imports.records import Adapter
from community.imports.stackexchange import StackExchange

ADAPTERS: dict[str, type[Adapter]] = {"stackexchange": StackExchange}
