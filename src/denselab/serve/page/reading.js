/**
 * Pictures to what is read in them, by the service.
 *
 * Responsible for asking as fast as it answers and no faster: while one picture is read, only the
 * newest of those that come is kept. Shows nothing.
 */

const PAUSE = 120; // milliseconds to wait for more ink before a picture is sent

export class Reading {
  #onRead;
  #onProblem;
  #next = null; // the newest picture that has not been sent
  #isAsking = false;
  #round = 0; // an answer that comes after `forget` is of an earlier one

  /** @param {{onRead: Function, onProblem: Function}} tell The answer, or what is wrong, in words. */
  constructor({ onRead, onProblem }) {
    this.#onRead = onRead;
    this.#onProblem = onProblem;
  }

  /** Reads a picture. @param {() => Promise<Blob>} picture Called when it is to be sent. */
  ask(picture) {
    this.#next = picture;
    if (!this.#isAsking) this.#askOn();
  }

  /** What was asked is not wanted any more. */
  forget() {
    this.#next = null;
    this.#round += 1;
  }

  async #askOn() {
    this.#isAsking = true;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (this.#next === null) break;
      const [picture, round] = [this.#next, this.#round];
      this.#next = null;
      const [tell, told] = await this.#answer(picture);
      if (round === this.#round) tell(told);
    }
    this.#isAsking = false;
  }

  async #answer(picture) {
    try {
      const blob = await picture();
      return [this.#onRead, await post("/api/read", blob, blob.type || "image/unknown")];
    } catch (error) {
      return [this.#onProblem, error.message];
    }
  }
}

/** What the service answers to a body; throws what it says is wrong. */
export async function post(path, body, type) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body, headers: { "Content-Type": type } });
  } catch {
    throw new Error("The service does not answer; is it still running?");
  }
  const told = await answer.json().catch(() => ({ error: `HTTP status ${answer.status}` }));
  if (!answer.ok) throw new Error(told.error);
  return told;
}
