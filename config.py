"""Every setting of Hearth, read from the environment, one sentence each.

Each variable may also be given as `NAME_FILE`, the path of a file that holds the value (secrets).
Nothing else in the project reads the environment.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
WEAK_SECRETS = {"", "secret", "changeme", "change-me", "dev", "development", "hearth"}
MIN_SECRET = 24  # characters: shorter ones are guessed from a single signed cookie
#: what each address may begin with
SCHEMES = {
    "database_url": ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://"),
    "redis_url": ("redis://", "rediss://", "unix://"),
    "search_url": ("whoosh:", "database"),
    "storage_url": ("file:",),
    "mail_url": ("file:", "smtp://", "smtps://"),
    "customer_lookup_url": ("https://", "http://"),
    "customer_lookup_secret": ("whsec_",),
}


class BadSettings(Exception):
    """A setting is missing or makes no sense; the text says which and what to do."""


def _read(env: Mapping[str, str], name: str, default: str = "") -> str:
    path = env.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return env.get(name, default).strip()


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = _read(env, name, str(default))
    try:
        return int(text)
    except ValueError:
        raise BadSettings(f"{name} must be a whole number, not {text!r}.") from None


def _flag(env: Mapping[str, str], name: str, default: bool = False) -> bool:
    text = _read(env, name, "1" if default else "0").lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"", "0", "false", "no", "off"}:
        return False
    raise BadSettings(f"{name} must be 1 or 0, not {text!r}.")


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `from_env()` reads them; tests build them directly."""

    #: Signs cookies and links; long and random. A weak one stops the start (but not the demo).
    secret_key: str
    #: Where people reach the community; may carry a path, and then everything lies under it.
    public_url: str = "http://127.0.0.1:5000"
    #: The name in the header, in titles and in mails.
    site_name: str = "Hearth"
    #: The colour of buttons and links, as #rrggbb.
    brand_color: str = "#b4441f"
    #: SQLite file or PostgreSQL (`postgresql://…`).
    database_url: str = "sqlite:///var/hearth.db"
    #: Redis for several processes: page drops, limits, sockets. Empty: one web process.
    redis_url: str = ""
    #: `whoosh:<folder>`: an index on a disk of this machine; `database`: PostgreSQL's full text.
    search_url: str = "whoosh:var/index"
    #: Where uploads live: `file:<folder>`.
    storage_url: str = "file:var/uploads"
    #: `file:<folder>` (one file a mail) or `smtp://user:password@host:port`.
    mail_url: str = "file:var/mail"
    #: The sender of every mail.
    mail_from: str = "community@localhost"
    #: The folder for everything that is made at run time.
    var_dir: Path = field(default_factory=lambda: ROOT / "var")
    #: The address the server listens on.
    host: str = "127.0.0.1"
    #: The port the server listens on.
    port: int = 5000
    #: Set by `make run` alone: random secret, demo people, loopback only.
    demo: bool = False
    #: How many proxies stand in front and set X-Forwarded headers.
    proxies: int = 0
    #: Whether the outbox worker runs inside the web process.
    worker_inside: bool = True
    #: The languages of the interface, first one is the default (commas).
    languages: tuple[str, ...] = ("en",)
    #: The time zone of the company: for coverage and for readers who have not chosen one.
    time_zone: str = "UTC"
    #: The weekly hours in which somebody works the queue (see docs/running.md for the form).
    coverage: str = "mon-fri 09:00-17:00"
    #: Days off: countries or regions (DE, US-CA), single days (2026-12-31), days a year (12-24).
    holidays: str = ""
    #: Covered minutes in which we want to give a first reply.
    first_reply_minutes: int = 240
    #: Covered minutes in which we want to reply when the asker still needs help.
    follow_up_minutes: int = 480
    #: What a tier weighs within its band of the queue, one point for one person: gold 10, free 0.
    tier_points: str = ""
    #: How many items of the queue one person has at once, unless the rota says another number.
    load_limit: int = 8
    #: Days after which searches are counted by day and phrase, and the log forgets them.
    search_log_days: int = 365
    #: Whether the status page shows uptime percentages: people read them as a contract.
    status_uptime: bool = False
    #: The owner's mail address: hears what nobody else can hear.
    owner_email: str = ""
    #: How many characters one post may have.
    post_limit: int = 20_000
    #: How large a request may be, in bytes.
    request_limit: int = 9_000_000
    #: How many megabytes of pages for visitors are kept in memory.
    page_cache_mb: int = 32
    #: Lets help desks and chats lie inside your own network, and be reached without TLS.
    webhooks_to_private_addresses: bool = False
    #: Your system that knows your customers: asked for what staff see on a customer's card.
    customer_lookup_url: str = ""
    #: Signs what is asked there: `whsec_` and the base64 of 24 to 64 bytes.
    customer_lookup_secret: str = ""
    #: JSON or plain lines in the log.
    log_format: str = "plain"

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise BadSettings(problem)

    def _problems(self) -> Iterator[str]:
        weak = self.secret_key.lower() in WEAK_SECRETS or len(self.secret_key) < MIN_SECRET
        if weak and not self.demo:
            yield (
                "SECRET_KEY is missing or weak. Set it to at least "
                f"{MIN_SECRET} random characters, for example the output of: "
                'python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        parts = urlsplit(self.public_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            yield f"PUBLIC_URL must be a web address, not {self.public_url!r}."
        for name, begins in SCHEMES.items():
            value = getattr(self, name)
            if value and not value.startswith(begins):
                # not the value: it may hold a password
                yield f"{name.upper()} must begin with {' or '.join(begins)}"
        if self.search_url.startswith("database") and not self.searches_database:
            yield "SEARCH_URL must be whoosh:<folder> or just the word database."
        if self.searches_database and self.is_sqlite:
            yield (
                "SEARCH_URL=database searches with PostgreSQL, but DATABASE_URL is SQLite. Leave "
                "SEARCH_URL unset (whoosh:var/index), or set DATABASE_URL to PostgreSQL."
            )
        if self.log_format not in {"plain", "json"}:
            yield f"LOG_FORMAT must be plain or json, not {self.log_format!r}."
        if not _is_time_zone(self.time_zone):
            yield f"TIME_ZONE must be a name such as Europe/Berlin, not {self.time_zone!r}."
        for name in ("proxies", "page_cache_mb"):
            if getattr(self, name) < 0:
                yield f"{name.upper()} cannot be below 0."
        for name in (
            "first_reply_minutes",
            "follow_up_minutes",
            "post_limit",
            "request_limit",
            "load_limit",
        ):
            if getattr(self, name) < 1:
                yield f"{name.upper()} must be at least 1."
        if bool(self.customer_lookup_url) != bool(self.customer_lookup_secret):
            yield "CUSTOMER_LOOKUP_URL and CUSTOMER_LOOKUP_SECRET go together: set both or none."
        if self.search_log_days < 15:
            yield "SEARCH_LOG_DAYS must be at least 15: people are told apart for two weeks."
        if self.demo and self.host not in {"127.0.0.1", "localhost", "::1"}:
            yield "The demo listens on loopback only; unset DEMO to listen elsewhere."

    @property
    def root_path(self) -> str:
        """The path everything lies under: '' or '/community'."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy needs it, with the driver named."""
        url = self.database_url
        for old in ("postgres://", "postgresql://"):
            if url.startswith(old):
                return "postgresql+psycopg://" + url[len(old) :]
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            return f"sqlite:///{self._under_var(url.removeprefix('sqlite:///'))}"
        return url

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def mail_folder(self) -> Path | None:
        """Where mails are written as files; None when they go out by SMTP."""
        return self._folder(self.mail_url)

    @property
    def uploads(self) -> Path:
        return self._folder(self.storage_url) or self.var_dir / "uploads"

    @property
    def searches_database(self) -> bool:
        return self.search_url == "database"

    @property
    def index_folder(self) -> Path:
        return self._under_var(self.search_url.removeprefix("whoosh:"))

    def _folder(self, url: str) -> Path | None:
        return self._under_var(url.removeprefix("file:")) if url.startswith("file:") else None

    def _under_var(self, text: str) -> Path:
        """`var/x` means `x` in VAR_DIR, so that one setting moves everything."""
        path = Path(text)
        if path.is_absolute():
            return path
        if path.parts[:1] == ("var",):
            return self.var_dir.joinpath(*path.parts[1:])
        return ROOT / path

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        env = os.environ if env is None else env
        var_dir = Path(_read(env, "VAR_DIR", str(ROOT / "var"))).absolute()
        demo = _flag(env, "DEMO")
        port = _whole(env, "PORT", 5000)
        secret = _read(env, "SECRET_KEY") or (_demo_secret(var_dir) if demo else "")
        return cls(
            secret_key=secret,
            public_url=_read(env, "PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            site_name=_read(env, "SITE_NAME", cls.site_name),
            brand_color=_read(env, "BRAND_COLOR", cls.brand_color),
            database_url=_read(env, "DATABASE_URL", cls.database_url),
            redis_url=_read(env, "REDIS_URL"),
            search_url=_read(env, "SEARCH_URL", cls.search_url),
            storage_url=_read(env, "STORAGE_URL", cls.storage_url),
            mail_url=_read(env, "MAIL_URL", cls.mail_url),
            mail_from=_read(env, "MAIL_FROM", cls.mail_from),
            var_dir=var_dir,
            host=_read(env, "HOST", cls.host),
            port=port,
            demo=demo,
            proxies=_whole(env, "PROXIES", 0),
            worker_inside=_flag(env, "WORKER_INSIDE", True),
            languages=tuple(_read(env, "LANGUAGES", "en").replace(" ", "").split(",")),
            time_zone=_read(env, "TIME_ZONE", cls.time_zone),
            coverage=_read(env, "COVERAGE", cls.coverage),
            holidays=_read(env, "HOLIDAYS"),
            first_reply_minutes=_whole(env, "FIRST_REPLY_MINUTES", cls.first_reply_minutes),
            follow_up_minutes=_whole(env, "FOLLOW_UP_MINUTES", cls.follow_up_minutes),
            tier_points=_read(env, "TIER_POINTS"),
            load_limit=_whole(env, "LOAD_LIMIT", cls.load_limit),
            search_log_days=_whole(env, "SEARCH_LOG_DAYS", cls.search_log_days),
            status_uptime=_flag(env, "STATUS_UPTIME"),
            owner_email=_read(env, "OWNER_EMAIL"),
            post_limit=_whole(env, "POST_LIMIT", cls.post_limit),
            request_limit=_whole(env, "REQUEST_LIMIT", cls.request_limit),
            page_cache_mb=_whole(env, "PAGE_CACHE_MB", cls.page_cache_mb),
            webhooks_to_private_addresses=_flag(env, "WEBHOOKS_TO_PRIVATE_ADDRESSES"),
            customer_lookup_url=_read(env, "CUSTOMER_LOOKUP_URL"),
            customer_lookup_secret=_read(env, "CUSTOMER_LOOKUP_SECRET"),
            log_format=_read(env, "LOG_FORMAT", cls.log_format),
        )


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _demo_secret(var_dir: Path) -> str:
    """A random secret that stays the same from one demo start to the next."""
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()
