"""A process that answers each line of JSON on its input with a line of JSON, as `bench/lineProcess.ts` asks it."""

import json
import sys


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
