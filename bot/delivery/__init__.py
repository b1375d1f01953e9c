"""From the outbox to the people: what nobody asked for, sent once, in time, after all replies.

`delivery.Delivery` runs one `lane.Lane` for each channel. A lane claims about a second's worth,
looks at each message once more (`look.look`, where its notice makes the words), waits for its turn
in the budget that replies use, too, sends, and has the outcome written down (`results.Results`).
"""

from bot.delivery.delivery import Delivery
from bot.delivery.line import Line

__all__ = ["Delivery", "Line"]
