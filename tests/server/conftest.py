"""What the tests at a server share."""

from __future__ import annotations

import pytest

from db.postgres import engine


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A save waits for its turn as long as a busy machine takes for those before it."""
    usual = f"lock_timeout={engine.LOCK_SECONDS}s"
    assert usual in engine.SESSION
    monkeypatch.setattr(engine, "SESSION", engine.SESSION.replace(usual, "lock_timeout=100s"))
