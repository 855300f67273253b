from ministack.core import cloudfront_js
from ministack.services import cloudfront_keyvaluestore

from .announce import announce

MODULES = "const _ALLOWED_MODULES = {"
CLOUDFRONT = """
let pairs = {};
const store = {
  exists: async (key) => key in pairs,
  get: async (key) => {
    if (key in pairs) return pairs[key];
    throw new Error(`KeyNotFound: ${key}`);
  },
};
"""
REQUEST = "const { code, event } = req;"


def give_edge_functions_their_keys():
    """A CloudFront Function reads its key-value store through the module `cloudfront`."""
    announce("functions at the edge cannot read a key-value store", "they get the pairs of the only one there is")
    pool = cloudfront_js._pool
    for place in (MODULES, REQUEST):
        assert place in pool.script, f"the emulator is another than it was: it has no {place}"
    script = pool.script.replace(MODULES, f"{CLOUDFRONT}{MODULES} cloudfront: {{ kvs: () => store }},")
    pool.script = script.replace(REQUEST, f"{REQUEST} pairs = req.pairs;")
    call = pool.call

    def call_with_pairs(request, timeout=None):
        stores = cloudfront_keyvaluestore._stores._data.values()
        pairs = {key: value for store in stores for key, value in store["items"].items()}
        return call({**request, "pairs": pairs}, timeout)

    pool.call = call_with_pairs
