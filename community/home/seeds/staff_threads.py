"""What only the team reads."""

from community.home.seeds.scenes import Say, Scene

SCENES = [
    Scene(
        "crew",
        "Hand-over for the weekend",
        "mia",
        "1w15:40",
        """Quiet so far. To keep in mind:

1. **5.2.1 and the red light**: three reports within a day. If there are more, open an incident.
2. Base fee twice on October invoices: finance is looking, answer the first thread, close copies.
3. The Alves bakery needs its vans at five in the morning. Please do not let that one wait.""",
        kind="discussion",
        audience="staff",
        tags="hand-over",
        steps=(
            Say("sam", "1w16:10", "Thanks. I will look in on Saturday morning.", audience="staff"),
        ),
    ),
]
