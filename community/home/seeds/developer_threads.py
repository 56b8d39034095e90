"""API and home automation: code in questions and answers."""

from community.home.seeds.scenes import Do, Say, Scene

SCENES = [
    Scene(
        "developers",
        "Fleet API answers 429 after twelve calls, the limit should be 60 a minute",
        "greta",
        "1w09:35",
        """We read the state of 14 wallboxes once a minute. Since Monday the thirteenth call
gets a 429:

```http
HTTP/1.1 429 Too Many Requests
Retry-After: 48
X-RateLimit-Limit: 12
X-RateLimit-Remaining: 0
```

The documentation says 60. Our code, shortened:

```python
import time
import requests

def read_all(session: requests.Session, boxes: list[str]) -> dict[str, dict]:
    states = {}
    for box in boxes:
        answer = session.get(f"https://api.lumen.example/v2/boxes/{box}/state", timeout=5)
        if answer.status_code == 429:
            time.sleep(int(answer.headers["Retry-After"]))
            continue
        answer.raise_for_status()
        states[box] = answer.json()
    return states
```

Did the limit change, or is it per key now?""",
        tags="fleet-api, rate-limit",
        steps=(
            Say(
                "tomas",
                "50m",
                "I only see this on a *Business* key, never on a *Fleet* key. Could your key have "
                "moved to another plan? @greta, *Account → Keys* shows it.",
                "answer",
            ),
        ),
    ),
    Scene(
        "developers",
        "MQTT: is the state topic retained?",
        "ben",
        "7d",
        """After a restart of Home Assistant the wallbox is *unknown* until the next change.
I expected the last message to be retained:

```yaml
mqtt:
  sensor:
    - name: Wallbox state
      state_topic: "lumen/box/+/state"
      value_template: "{{ value_json.state }}"
```

Is there a switch for that?""",
        tags="mqtt, home-assistant",
        steps=(
            Say(
                "priya",
                "7d",
                """Only `lumen/box/<serial>/info` is retained. Ask for the state once after a
restart and you will get it on the same topic:

```yaml
automation:
  - alias: Ask the wallbox after a restart
    trigger:
      - platform: homeassistant
        event: start
    action:
      - service: mqtt.publish
        data:
          topic: "lumen/box/2043/get"
          payload: "state"
```

Works here since 4.9.""",
                "answer",
            ),
            Say(
                "sam",
                "6d",
                "Priya's way is the one we recommend. Retained states gave us cars that "
                "*were charging* for days after the box was unplugged.",
                "remark",
            ),
            Do("verify", "sam", "6d", 2),
            Do("vote", "noam,wei,kim", "5d", 2),
        ),
    ),
    Scene(
        "developers",
        "Webhook signature does not match in Node",
        "wei",
        "14d",
        """I compute the signature as documented, but it never matches:

```js
import { createHmac, timingSafeEqual } from "node:crypto";

export function verify(body, header, secret) {
  const mine = createHmac("sha256", secret).update(JSON.stringify(body)).digest("hex");
  return timingSafeEqual(Buffer.from(mine), Buffer.from(header));
}
```

The secret is copied from the page. What do I do wrong?""",
        tags="webhooks, node",
        steps=(
            Say(
                "priya",
                "14d",
                """You sign *your* spelling of the JSON, we sign the bytes that were sent. Keep the
raw body:

```diff
-app.use(express.json());
+app.use(express.json({ verify: (req, _res, raw) => { req.raw = raw; } }));
```

and then `update(req.raw)` instead of `update(JSON.stringify(body))`. Also, the header begins with
`sha256=`, which must go before you compare.""",
                "answer",
                was="You sign *your* spelling of the JSON, we sign the bytes that were sent. Keep "
                "the raw body and sign that.",
            ),
            Say("wei", "13d", "Both! Thank you, it matches now.", "addition"),
            Do("accept", "wei", "13d", 2),
            Do("vote", "wei,ben,greta", "13d", 2),
        ),
    ),
    Scene(
        "developers",
        "Guide: the wallbox in Home Assistant in ten minutes",
        "mia",
        "30d",
        """Made from the answers of @priya, with her leave.

1. In the app: *Settings → Integrations → MQTT*, switch it on and note the password.
2. In Home Assistant, add the **MQTT** integration and point it at your broker.
3. Paste this into `configuration.yaml`:

   ```yaml
   mqtt:
     switch:
       - name: Wallbox
         command_topic: "lumen/box/2043/set"
         state_topic: "lumen/box/2043/state"
   ```

4. Restart, and ask for the state once.

Questions are welcome below.""",
        tags="home-assistant, mqtt, guide",
        kind="guide",
        steps=(
            Say(
                "noam",
                "28d",
                "Ten minutes it was. One note: serial numbers have *four* digits "
                "here, on older labels five.",
            ),
            Do("vote", "ben,noam,wei,priya,dario", "27d", 1),
        ),
    ),
]
