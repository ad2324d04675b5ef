#!/usr/bin/env python3
"""A client of parley's actions over Redis: the standard library is all it needs."""

import json
import socket
import sys
import time
import urllib.parse
import uuid


class Redis:
    """As much of a Redis client as actions need: one command at a time over one connection."""

    def __init__(self, uri, timeout=30.0):
        parts = urllib.parse.urlsplit(uri)
        if parts.scheme != "redis":
            raise ValueError("the URI must be redis://[user:password@]host[:port][/db]")
        self.socket = socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 6379), timeout)
        self.file = self.socket.makefile("rb")
        if parts.password:
            user = [urllib.parse.unquote(parts.username)] if parts.username else []
            self.command("AUTH", *user, urllib.parse.unquote(parts.password))
        if parts.path.strip("/"):
            self.command("SELECT", parts.path.strip("/"))

    def command(self, *words):
        encoded = [w if isinstance(w, bytes) else str(w).encode() for w in words]
        text = b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in encoded)
        self.socket.sendall(text)
        return self._read()

    def _read(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the connection is gone")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest.decode()
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            length = int(rest)
            return None if length < 0 else self.file.read(length + 2)[:-2]
        if kind == b"*":
            count = int(rest)
            return None if count < 0 else [self._read() for _ in range(count)]
        raise ConnectionError("an answer that is none of Redis")


class ActionFailed(Exception):
    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['detail']}")
        self.code = error["code"]
        self.field = error["field"]


class Actions:
    """Sends actions and waits for their replies. Use one for each thread."""

    def __init__(self, uri, tenant="default"):
        self.redis = Redis(uri)
        self.tenant = tenant
        self.queue = "parley:replies:" + uuid.uuid4().hex

    def send(self, action_type, data, action_id=None, priority="normal", wait=True):
        """Puts an action into the queue. The same action_id again does nothing twice."""
        envelope = {
            "action_id": action_id or uuid.uuid4().hex,
            "action_type": action_type,
            "tenant_id": self.tenant,
            "correlation_id": uuid.uuid4().hex,
            "priority": priority,
            "data": data,
        }
        if wait:
            envelope["callback_queue_name"] = self.queue
        self.redis.command("XADD", "parley:actions:" + priority, "*", "action", json.dumps(envelope))
        return envelope

    def call(self, action_type, data, within=20.0, **more):
        """The result of an action; ActionFailed when it was refused, TimeoutError when no reply came."""
        sent = self.send(action_type, data, **more)
        until = time.monotonic() + within
        while True:
            left = until - time.monotonic()
            # 0 would mean without end.
            popped = self.redis.command("BLPOP", self.queue, max(round(left, 3), 0.01)) if left > 0 else None
            if popped is None:
                raise TimeoutError(f"no reply to {sent['action_id']}: send it again with this id")
            reply = json.loads(popped[1])
            if reply["correlation_id"] != sent["correlation_id"]:
                continue  # the late reply to an earlier call
            if not reply["ok"]:
                raise ActionFailed(reply["error"])
            return reply["result"]


def main():
    actions = Actions(sys.argv[1] if len(sys.argv) > 1 else "redis://127.0.0.1:6379")
    session = "trip-" + uuid.uuid4().hex[:8]
    actions.call("conversation.create", {"session_id": session, "user_id": "ada"})
    question = {"session_id": session, "role": "user", "content": "When does the night train leave?"}
    first = actions.call("conversation.save_message", question, action_id=session + "-q1")
    # A service that is not sure sends it again: nothing happens twice, the reply is the same.
    again = actions.call("conversation.save_message", question, action_id=session + "-q1")
    assert first == again, "a repeated action must get its reply again"
    actions.call("conversation.save_message", {"session_id": session, "role": "assistant", "content": "At 22:41."})
    history = actions.call("conversation.get_history", {"session_id": session, "limit": 10})
    for message in history["items"]:
        print(f"{message['seq']} {message['role']}: {message['content']}")
    context = actions.call("conversation.get_context", {"session_id": session, "max_tokens": 500})
    print(f"{context['report']['tokens']['total']} tokens for the next model call")
    try:
        actions.call("conversation.get_history", {"session_id": "nowhere"})
        raise AssertionError("there is no such session")
    except ActionFailed as failed:
        print(f"refused: {failed.code}")
    closed = actions.call("conversation.session_closed", {"session_id": session, "reason": "done"})
    print(f"{session} is {closed['status']}")


if __name__ == "__main__":
    main()
