// A council's sign-on, for tests: node provider.js PORT WHERE-IT-SENDS-PEOPLE-BACK SECRET
// Whoever signs in belongs to two hundred groups, and to one of their own name.
import Provider from "oidc-provider";

const [port, back, secret] = process.argv.slice(2);
const crowd = Array.from({ length: 200 }, (_, n) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "outcomes", client_secret: secret, redirect_uris: [back] }],
  claims: { openid: ["sub"], profile: ["name", "groups"] },
  conformIdTokenClaims: false,
  cookies: { keys: [secret] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id} of the council`, groups: [...crowd, id] }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
