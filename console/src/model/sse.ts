// Server-sent events, as the HTML standard parses them. EventSource can't send a token, so the page reads them itself.

export interface ServerEvent {
  type: string;
  data: string;
}

/** Takes a stream in pieces, which may end anywhere, and gives its events. */
export class EventParser {
  /** The id of the last event: where to continue. */
  lastId = '';
  #rest = '';
  #id = '';
  #type = '';
  #data: string[] = [];
  #afterReturn = false;

  push(piece: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    if (piece === '') return events;
    // A line feed after a carriage return belongs to it, even if they come in two pieces.
    let text = this.#rest + (this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece);
    this.#afterReturn = piece.endsWith('\r');
    text = text.replace(/\r\n?/g, '\n');
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      const event = this.#line(text.slice(from, at));
      if (event) events.push(event);
      from = at + 1;
    }
    this.#rest = text.slice(from);
    return events;
  }

  #line(line: string): ServerEvent | null {
    if (line === '') {
      this.lastId = this.#id;
      const event = this.#data.length > 0 ? { type: this.#type || 'message', data: this.#data.join('\n') } : null;
      this.#type = '';
      this.#data = [];
      return event;
    }
    const colon = line.indexOf(':');
    // A comment: the stream is alive.
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return null;
  }
}
