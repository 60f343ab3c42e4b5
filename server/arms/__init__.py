"""One arm for each command: what the room does when it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from server import protocol as ask
from server.arms.asides import aside
from server.arms.entering import acknowledge, dismiss, enter, history, ignore, leave, typing
from server.arms.following_up import claim, report, settle
from server.arms.guiding import change_room
from server.arms.holding import ban, change_mute, change_pin, move, remove, unban
from server.arms.speaking import edit, react, retract, say

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["ARMS", "Arm"]

Arm: TypeAlias = "Callable[[Room, Any, Caller], Awaitable[None]]"

ARMS: dict[type[ask.Command], Arm] = {
    ask.Enter: enter,
    ask.History: history,
    ask.Leave: leave,
    ask.Acknowledge: acknowledge,
    ask.Say: say,
    ask.Edit: edit,
    ask.Retract: retract,
    ask.React: react,
    ask.Typing: typing,
    ask.MakeReport: report,
    ask.Ignore: ignore,
    ask.Aside: aside,
    ask.Dismiss: dismiss,
    ask.RaiseHand: change_room,
    ask.LowerHand: change_room,
    ask.PassPiece: change_room,
    ask.Mute: change_mute,
    ask.Unmute: change_mute,
    ask.Remove: remove,
    ask.Ban: ban,
    ask.Unban: unban,
    ask.Pin: change_pin,
    ask.Unpin: change_pin,
    ask.Hide: move,
    ask.Unhide: move,
    ask.Hold: move,
    ask.Release: move,
    ask.Decline: move,
    ask.Slow: change_room,
    ask.Pause: change_room,
    ask.Resume: change_room,
    ask.Open: change_room,
    ask.Close: change_room,
    ask.Give: change_room,
    ask.Claim: claim,
    ask.Settle: settle,
}
