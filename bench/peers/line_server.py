"""A process that answers each line of JSON on its input with a line of JSON, as `bench/lineProcess.ts` asks it."""

import json
import sys


def serve_session(open_session, methods, commands=None):
    """As `serve`, with `open`, whose message makes a session, and the names of methods that the session answers."""
    session = None

    def opened(message):
        nonlocal session
        session = open_session(message)
        return {}

    def asked(name):
        return lambda message: getattr(session, name)(message)

    serve({**(commands or {}), "open": opened, **{name: asked(name) for name in methods}})


def serve(commands):
    """`commands` maps the name in `command` to a function of the message that returns the answer."""
    replies = sys.stdout
    # Whatever a library prints must not get between the answers.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        message = json.loads(line)
        try:
            answer = commands[message["command"]](message)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=replies, flush=True)
