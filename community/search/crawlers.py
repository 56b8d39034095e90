"""Machines that read us, by what they call themselves: they search for nothing they need."""

import re

_MACHINE = re.compile(
    r"bot\b|bot[/;)]|crawl|spider|slurp|archiver|fetch|monitor|uptime|preview|scrap|index(er|ing)"
    r"|facebookexternalhit|mediapartners|lighthouse|python-|curl/|wget/|java/|go-http|okhttp"
    r"|libwww|httpclient|axios|node-fetch",
    re.IGNORECASE,
)


def is_crawler(agent: str) -> bool:
    """Whether nobody sits behind it: it says so, or it says nothing at all."""
    return not agent.strip() or _MACHINE.search(agent) is not None
