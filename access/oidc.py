"""The council's own sign-on (OpenID Connect): the code flow with PKCE, by Authlib. What is to be
remembered meanwhile is in a cookie that we sign: they may come back to another replica."""

import logging
from functools import lru_cache
from time import time
from typing import Any

from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session

from access.sign_on import Mode, Oidc, SignOn, secret_in
from schemas.person import Person

BACK = "sign-in/back"


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Session


@lru_cache(maxsize=8)
def _client(oidc: Oidc) -> _Client:
    asks = {"scope": oidc.scope, "code_challenge_method": "S256", "default_timeout": 10}
    return _Client(
        framework=None,
        client_id=oidc.client_id,
        client_secret=secret_in(oidc.secret_file),
        server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs=asks,
    )


def leave(on: SignOn, oidc: Oidc, fresh: bool) -> dict[str, str]:
    """Where to send somebody to sign in (`url`), and what to remember until they are back. `fresh`:
    although the council's sign-on knows them still."""
    asks = {"max_age": f"{on.hours * 3600:.0f}"} if oidc.fresh_sign_in_minutes else {}
    asks |= {"prompt": "login", "max_age": "0"} if fresh else {}
    away: dict[str, str] = _client(oidc).create_authorization_url(_back(on), **asks)
    return away


def come_back(on: SignOn, oidc: Oidc, code: str, away: dict[str, str]) -> Person:
    """Who has come back with this code. Raises whatever Authlib does of what is not right."""
    client = _client(oidc)
    token = client.fetch_access_token(_back(on), code=code, code_verifier=away["code_verifier"])
    claims: dict[str, Any] = dict(client.parse_id_token(token, nonce=away["nonce"]))
    if oidc.groups not in claims and client.server_metadata.get("userinfo_endpoint"):
        more = client.userinfo(token=token)
        claims = dict(more) | claims if more.get("sub") == claims["sub"] else claims
    groups = claims.get(oidc.groups) or ()
    role = on.role_of([groups] if isinstance(groups, str) else map(str, groups))
    who = f"{claims['iss']} {claims['sub']}"
    name = next(str(claims[c]) for c in (oidc.name, "preferred_username", "sub") if claims.get(c))
    proved = float(claims.get("auth_time") or 0)  # else whoever has a session there signs in as new
    if oidc.fresh_sign_in_minutes and not proved:
        logging.getLogger("outcomes").warning(
            "The sign-on does not say when somebody signed in (auth_time), so nobody may publish."
        )
    return Person(name, role, Mode.OIDC, time(), who, proved=proved)


def _back(on: SignOn) -> str:
    return f"{on.public_url.rstrip('/')}/{BACK}"
