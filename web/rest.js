// A WebAssembly module comes in two halves (scripts/build/halve.mjs): the first is enough for the first picture.
// The second is linked in ahead of need, or at once when the first calls into it. For the page and for the worker.
"use strict";

const octets = (text) => {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
};

/// What links the second half, at `url`, into the first, whose exports are given once they are there.
globalThis.vipsecRest = (url) => {
  let first = null;
  let fetching = null;

  const link = (module) => {
    if (first.linked.value) return;
    new WebAssembly.Instance(module, { first });
    first.linked.value = 1;
  };

  return {
    hasFirst(exports) {
      first = exports;
    },
    /// Fetches the second half while nobody waits for it.
    ahead() {
      fetching ??= fetch(url)
        .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error(response.statusText))))
        .then((bytes) => WebAssembly.compile(bytes))
        .then(link)
        // Whoever needs it will try again, and say so if it fails.
        .catch(() => {});
      return fetching;
    },
    /// Fetches the second half while the first one waits for it.
    now() {
      if (first.linked.value) return;
      const request = new XMLHttpRequest();
      request.open("GET", url, false);
      const isPage = "document" in globalThis;
      // A page gets nothing but text in this way.
      if (isPage) request.overrideMimeType("text/plain; charset=x-user-defined");
      else request.responseType = "arraybuffer";
      request.send();
      if (request.status !== 200) throw new Error(`A part of vipsec could not be loaded: ${request.statusText}`);
      link(new WebAssembly.Module(isPage ? octets(request.responseText) : request.response));
    },
  };
};
