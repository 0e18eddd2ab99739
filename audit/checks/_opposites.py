"""English words of interfaces that must not be translated alike."""

_PAIRS = """
open close; opened closed; on off; enable disable; enabled disabled; show hide; shown hidden; add remove; add delete
start stop; started stopped; start end; begin end; up down; left right; yes no; accept decline; accept reject
allow deny; allow block; approve reject; minimum maximum; min max; before after; first last; next previous
import export; upload download; login logout; connect disconnect; connected disconnected; lock unlock; locked unlocked
mute unmute; increase decrease; expand collapse; public private; online offline; send receive; sent received
read unread; read write; follow unfollow; subscribe unsubscribe; install uninstall; select deselect; undo redo
input output; above below; top bottom; older newer; old new; lower upper; more less; forward back; day night; light dark
horizontal vertical; active inactive; valid invalid; visible invisible
success failure; succeeded failed; incoming outgoing
from to; with without; true false; all none; internal external; lowercase uppercase; ascending descending; join leave
save discard; encrypt decrypt; mount unmount; pin unpin; archive unarchive; check uncheck; load unload; buy sell
""".replace("\n", ";")

OPPOSITES = frozenset(frozenset(pair.split()) for pair in _PAIRS.split(";") if pair.strip())
