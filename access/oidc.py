"""The council's own sign-on (OpenID Connect): the code flow with PKCE, by Authlib.

What must be remembered while somebody is away is in a cookie that we have signed, so that whichever
replica they come back to can go on.
"""

from functools import lru_cache
from time import time
from typing import Any

from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session

from access.sign_on import Mode, Oidc, SignOn, secret_in
from schemas.person import Person

_PATIENCE = 10  # seconds
BACK = "sign-in/back"


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Session


@lru_cache(maxsize=8)
def _client(oidc: Oidc) -> _Client:
    return _Client(
        framework=None,
        name="outcomes",
        client_id=oidc.client_id,
        client_secret=secret_in(oidc.secret_file),
        server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": oidc.scope,
            "code_challenge_method": "S256",
            "default_timeout": _PATIENCE,
        },
    )


def leave(on: SignOn, again: bool) -> dict[str, str]:
    """Where to send somebody to sign in (`url`), and what to remember until they are back. `again`:
    although the council's sign-on knows them still."""
    assert on.oidc
    asks = {"prompt": "login", "max_age": "0"} if again else {}
    away: dict[str, str] = _client(on.oidc).create_authorization_url(_back(on), **asks)
    return away


def come_back(on: SignOn, code: str, away: dict[str, str]) -> Person:
    """Who has come back with this code. Raises whatever Authlib does of what is not right."""
    assert on.oidc
    client, oidc = _client(on.oidc), on.oidc
    token = client.fetch_access_token(_back(on), code=code, code_verifier=away["code_verifier"])
    claims: dict[str, Any] = dict(client.parse_id_token(token, nonce=away["nonce"]))
    if oidc.groups not in claims and client.load_server_metadata().get("userinfo_endpoint"):
        more = client.userinfo(token=token)
        claims = dict(more) | claims if more.get("sub") == claims["sub"] else claims
    groups = claims.get(oidc.groups) or ()
    role = on.role_of([groups] if isinstance(groups, str) else map(str, groups))
    name = next(str(claims[c]) for c in (oidc.name, "preferred_username", "sub") if claims.get(c))
    return Person(name, role, Mode.OIDC, since=time())


def _back(on: SignOn) -> str:
    """Where the sign-on sends people back to. It is configured, and never what a request says."""
    return f"{on.public_url.rstrip('/')}/{BACK}"
