// Sends files straight to the store, each to a signed address that the service hands out just before. Several go at a time.
// What the store holds already with the same content is not sent again: sizes are compared first, then MD5s.

import {Refusal, json} from '/ui/dom.js';

const AT_A_TIME = 4;
const TRIES = 4;
const PART = 16 * 1024 * 1024; // size of the parts in which other clients of Nephrite send large objects
const PIECE = 4 * 1024 * 1024;

/** A file and its path inside the folder that is sent. */
export class Offered {
  constructor(path, file) {
    this.path = path;
    this.file = file;
  }

  get size() {
    return this.file.size;
  }
}

/**
 * Which of the files the store holds already.
 * @param there path, size and etag of what lies under the same names
 * @param compared told after each file that was read: how many, of how many
 */
export async function same(offered, there, compared = () => {}) {
  const stored = new Map(there.map(object => [object.path, object]));
  const candidates = offered.filter(file => stored.get(file.path)?.size === file.size);
  const found = new Set();
  for (const [i, file] of candidates.entries()) {
    if (await etag(file.file, stored.get(file.path).etag.includes('-')) === stored.get(file.path).etag) {
      found.add(file.path);
    }
    compared(i + 1, candidates.length);
  }
  return found;
}

/** What an S3 store calls a content: its MD5, or the MD5 of its parts' MD5s and their number. */
async function etag(file, inParts) {
  if (!inParts) {
    return (await digest(file, 0, file.size)).hex();
  }
  const all = md5.create();
  let parts = 0;
  for (let begin = 0; begin < file.size; begin += PART) {
    all.update((await digest(file, begin, Math.min(begin + PART, file.size))).arrayBuffer());
    parts++;
  }
  return `${all.hex()}-${parts}`;
}

async function digest(file, begin, end) {
  const made = md5.create();
  for (let at = begin; at < end; at += PIECE) {
    made.update(await file.slice(at, Math.min(at + PIECE, end)).arrayBuffer());
  }
  return made;
}

/** Sends files; can be stopped. Resolves when all are in the store, and fails with what has stopped it. */
export class Sending {
  #address;
  #told;
  #running = new Set();
  #sent = new Map();
  #stopped = false;

  /**
   * @param address resource that hands out signed addresses
   * @param told of {files, bytes} that are in the store, or on the way
   */
  constructor(address, told) {
    this.#address = address;
    this.#told = told;
  }

  /** Documents go last, so that nothing is taken for complete before its files are there. */
  async send(offered) {
    const isDocument = file => file.path.endsWith('.json');
    await this.#all(offered.filter(file => !isDocument(file)));
    await this.#all(offered.filter(isDocument));
  }

  stop() {
    this.#stopped = true;
    this.#running.forEach(request => request.abort());
  }

  async #all(files) {
    const open = [...files];
    const worker = async () => {
      while (open.length > 0 && !this.#stopped) {
        await this.#patiently(open.shift());
      }
    };
    try {
      await Promise.all(Array.from({length: AT_A_TIME}, worker));
    } catch (e) {
      open.length = 0;
      throw e;
    }
    if (this.#stopped) {
      throw new Refusal(0, 'The upload was stopped.');
    }
  }

  async #patiently(file) {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#put(file, (await json(this.#address, {path: file.path})).url);
        this.#note(file, file.size);
        return;
      } catch (e) {
        this.#note(file, 0);
        const isFinal = e.status >= 400 && e.status < 500 && e.status !== 408 && e.status !== 429;
        if (this.#stopped || isFinal || attempt === TRIES) {
          throw e;
        }
        await new Promise(go => setTimeout(go, 500 * 2 ** attempt));
      }
    }
  }

  #put(file, url) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      this.#running.add(request);
      request.upload.addEventListener('progress', event => this.#note(file, event.loaded));
      request.addEventListener('loadend', () => this.#running.delete(request));
      request.addEventListener('load', () => {
        if (request.status >= 200 && request.status < 300) {
          done();
        } else {
          failed(new Refusal(request.status, `The store refuses ${file.path}: it answers ${request.status}.`));
        }
      });
      for (const end of ['error', 'abort', 'timeout']) {
        request.addEventListener(end, () => failed(new Refusal(0, `${file.path} did not reach the store at ${new URL(url).origin}.`
            + ' Look whether this computer reaches it, and whether it lets this page put files (CORS).')));
      }
      request.open('PUT', url);
      request.send(file.file);
    });
  }

  #note(file, count) {
    this.#sent.set(file, count);
    let bytes = 0;
    let files = 0;
    for (const [of, sent] of this.#sent) {
      bytes += sent;
      files += sent >= of.size ? 1 : 0;
    }
    this.#told({files, bytes});
  }
}

/** What was dropped: files with their paths, those of a folder with its name first. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry);
  const found = [];
  for (const entry of entries) {
    await walk(entry, '', found);
  }
  return found;
}

async function walk(entry, folder, found) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    found.push(new Offered(folder + entry.name, file));
    return;
  }
  const reader = entry.createReader();
  for (;;) { // a reader gives some hundred at a time
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) {
      return;
    }
    for (const child of some) {
      await walk(child, `${folder}${entry.name}/`, found);
    }
  }
}

/** What was chosen in a dialogue of the browser. */
export function chosen(input) {
  return [...input.files].map(file => new Offered(file.webkitRelativePath || file.name, file));
}
