"""Contracts and billing: late questions, private matters, a duplicate."""

from community.home.seeds.scenes import Do, Say, Scene

SCENES = [
    Scene(
        "billing",
        "October invoice shows the base fee twice",
        "soren",
        "2w08:30",
        """My October invoice has two lines:

| Item | Period | Amount |
|------|--------|-------:|
| Base fee Lumen Flex | 1–31 October | 9.90 |
| Base fee Lumen Flex | 1–31 October | 9.90 |
| Energy | 412 kWh | 111.24 |

Same period, same text. Is this an error, or am I paying for something else?""",
        tags="invoice, flex",
        me_too="jonas,olu,kim,wei",
        steps=(
            Say("jonas", "2w11:45", "We have it too, on all three meters of the hotel.", "remark"),
        ),
    ),
    Scene(
        "billing",
        "Moving house in December: keep the contract or start a new one?",
        "olu",
        "8w13:15",
        "We move on 12 December, 30 km away, with a new meter. Can the Flex contract move with us, "
        "or do I cancel and sign again? And does the price stay the same?",
        tags="moving, flex",
    ),
    Scene(
        "billing",
        "Charged twice for the guest charging of 14 November",
        "jonas",
        "3w09:00",
        "One guest stayed for one night, but our account was charged for two sessions of 38 kWh "
        "each. The second one has no plate number. How do we get it back?",
        tags="guest-charging, refund",
        steps=(
            Say(
                "sam",
                "3w09:50",
                "That looks like one session that was cut in two when the box restarted. I will "
                "check and write to you here; for the bank details I will use a private reply.",
                "answer",
            ),
            Say(
                "sam",
                "3w09:55",
                "Hello Jonas, the second session (**#88-4410**) is a copy and we have cancelled "
                "it. The 14.80 go back to the account ending in 07. Is that still the right one?",
                "answer",
                "asker_and_staff",
            ),
            Say(
                "jonas",
                "3w10:20",
                "Yes, the one ending in 07. Thank you for the quick help.",
                "addition",
                "asker_and_staff",
            ),
            Say(
                "mia",
                "2w09:30",
                "Third cut session this month from a Pro box with 5.1. Collecting them for the "
                "firmware team: #88-4410, #88-4127, #87-9903.",
                audience="staff",
            ),
            Do("works", "jonas", "1w08:40"),
        ),
    ),
    Scene(
        "billing",
        "My card was charged for somebody else's contract",
        "ana",
        "5h",
        "The statement of our business card shows 212.40 for contract LE-77120, which is not ours. "
        "I do not want to write the details in public. Please look at it today if you can.",
        tags="card",
        audience="asker_and_staff",
    ),
    Scene(
        "billing",
        "Base fee twice on the invoice",
        "wei",
        "1w09:20",
        "Is it right that the base fee is on my invoice two times?",
        tags="invoice",
        steps=(
            Say(
                "mia",
                "1w10:10",
                "Thank you for telling us, Wei. This is the same as an earlier question, and the "
                "answer will come there, so I am closing this one. Follow the other and you will "
                "hear it first.",
                "answer",
            ),
            Do("duplicate", "mia", "1w10:11", text="October invoice shows the base fee twice"),
            Do("close", "mia", "1w10:12", text="The same as an earlier question"),
        ),
    ),
    Scene(
        "billing",
        "What happens to my price when Flex prices go negative?",
        "dario",
        "23d",
        "Last Sunday the exchange price was −2 ct for three hours. Do I get money for charging "
        "then, or does it stop at zero?",
        tags="flex, prices",
        steps=(
            Say(
                "tomas",
                "23d",
                """It does not stop at zero. What you pay per kWh is

> exchange price + grid fee + taxes

With −2 ct and about 17 ct for the rest that was **15 ct**, half of an evening's price. You only
*get* money when the exchange falls below −17 ct, which happened twice this year.""",
                "answer",
            ),
            Do("accept", "dario", "22d", 2),
            Do("vote", "ben,ana,soren,greta,kim,max", "21d", 2),
        ),
    ),
]
