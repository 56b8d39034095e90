"""Who lives in the demo: the team, customers with their organisations, and the categories."""

from typing import NamedTuple


class Person(NamedTuple):
    username: str
    name: str
    roles: str = "customer"
    department: str | None = None
    title: str | None = None
    organisation: str | None = None
    time_zone: str | None = None
    trusted: bool = False
    about: str = ""


class Firm(NamedTuple):
    external_id: str
    name: str
    tier: str
    plan: str
    products: tuple[str, ...]


class Room(NamedTuple):
    slug: str
    name: str
    description: str
    kind: str = "question"
    see: str = "everyone"
    post: str = "members"


FIRMS = (
    Firm("LE-20417", "Alves Bakery", "gold", "Business", ("Wallbox Pro", "Lumen Flex")),
    Firm("LE-18822", "Nordlicht Couriers", "platinum", "Fleet", ("Wallbox Pro", "Fleet API")),
    Firm("LE-30951", "Hotel Zeder", "silver", "Business", ("Wallbox 2", "Guest charging")),
)

#: these can sign in with the demo password; the others are only read
TEAM = (
    Person("admin", "Ada Admin", "customer,admin", "Operations", "Administrator"),
    Person(
        "sam",
        "Sam Sato",
        "customer,staff",
        "Support",
        "Support engineer",
        about="Charging, installation and everything that blinks. Working days until five.",
    ),
    Person("mia", "Mia Moser", "customer,staff,moderator", "Community", "Community manager"),
    Person("max", "Max Maurer", "customer,marketing", "Product news", "Marketing manager"),
)

CUSTOMERS = (
    Person(
        "ana",
        "Ana Alves",
        organisation="LE-20417",
        time_zone="Europe/Lisbon",
        about="Two delivery vans, four ovens and a wallbox in the yard.",
    ),
    Person("ben", "Ben Brown", about="Wallbox 2 since 2024, 9 kWp on the roof."),
    Person(
        "tomas",
        "Tomás Novák",
        trusted=True,
        time_zone="Europe/Prague",
        about="Retired electrician. I answer what I have tried myself.",
    ),
    Person("layla", "ليلى حداد", time_zone="Asia/Amman"),
    Person("yusuf", "يوسف الخطيب", time_zone="Asia/Amman"),
    Person("noam", "נועם לוי", time_zone="Asia/Jerusalem"),
    Person("wei", "Wei Chen", time_zone="Asia/Shanghai"),
    Person("soren", "Søren Ågård", time_zone="Europe/Copenhagen"),
    Person("priya", "Priya Raman", trusted=True, about="Home Assistant tinkerer."),
    Person("greta", "Greta Lindqvist", organisation="LE-18822", time_zone="Europe/Stockholm"),
    Person("jonas", "Jonas Zeder", organisation="LE-30951", time_zone="Europe/Zurich"),
    Person("olu", "Olúwaṣeun Adéyẹmí"),
    Person("kim", "Kim Larsen"),
    Person("dario", "Dario Conti", time_zone="Europe/Rome"),
)


class Group(NamedTuple):
    name: str
    about: str
    members: tuple[str, ...]
    leads: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


GROUPS = (
    Group("Support", "Wallboxes, cables, installation.", ("sam", "mia"), ("sam",), ("charging",)),
    Group("Second line", "What needs the lab or a look at the logs.", ("admin", "sam")),
)

#: username, on duty, on call; Friday afternoon has nobody, which the rota says in red
ROTA = (
    ("sam", "mon-thu 09:00-17:00; fri 09:00-13:00", "mon-thu 09:00-17:00"),
    ("mia", "mon-wed 13:00-19:00", "mon-thu 17:00-09:00"),
    ("admin", "", "fri-sun 00:00-24:00; mon 00:00-09:00"),
)

ROOMS = (
    Room("charging", "Charging at home", "Wallbox, cable, car and roof: getting power across."),
    Room("app", "The Lumen app", "Signing in, schedules, widgets, notifications."),
    Room("billing", "Contracts and billing", "Tariffs, invoices, moving house."),
    Room("developers", "API and home automation", "Fleet API, MQTT, webhooks, integrations."),
    Room("ideas", "Ideas and talk", "What Lumen should do next, and what you learned.", "idea"),
    Room(
        "early-access",
        "Early access",
        "For members who try new versions first.",
        "discussion",
        see="members",
    ),
    Room("crew", "Team room", "Only the team reads this.", "discussion", see="staff", post="staff"),
)
