"""What counts as this machine: what is sent to it must not take the way over a proxy."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(url: str | None) -> bool:
    """True for a URL whose host is this machine."""
    host = (urlsplit(url).hostname if url else None) or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def unproxied(url: str | None) -> dict[str, None]:
    """`mounts` of an HTTP client: a loopback host is reached directly, whatever HTTP_PROXY says."""
    if not url or not is_loopback(url):
        return {}
    host = urlsplit(url).hostname or ""
    return {f"all://[{host}]" if ":" in host else f"all://{host}": None}
