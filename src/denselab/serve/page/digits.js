/**
 * The digits that were read: a card each, the chosen one in full, and its correction.
 *
 * What is shown for the next reading takes the place of what was shown before, card by card, so
 * that focus and choice stay where they were.
 */

import { post } from "./reading.js";

export class Digits {
  #list;
  #chosen;
  #onChoose;
  #onSay;
  #digits = [];
  #choice = null; // the number of the chosen digit; the last one where nobody chose

  /**
   * @param {HTMLElement} section With elements of the classes `digits` and `chosen`, in that one
   *   `sees`, `chances` and `labels`.
   * @param {{onChoose: Function, onSay: Function}} tell Which digit was chosen, by its number; what
   *   has become of a correction, in words, and whether it failed.
   */
  constructor(section, { onChoose, onSay }) {
    this.#list = section.querySelector(".digits");
    this.#chosen = section.querySelector(".chosen");
    this.#onChoose = onChoose;
    this.#onSay = onSay;
    this.#chosen.querySelector(".labels").onclick = (event) => {
      if (event.target.value) this.#correct(event.target.value, event.target.textContent);
    };
  }

  /** Shows the digits of a reading. */
  show(digits) {
    this.#digits = digits;
    if (this.#choice >= digits.length) this.#choice = null;
    while (this.#list.children.length > digits.length) this.#list.lastChild.remove();
    while (this.#list.children.length < digits.length) this.#addCard();
    digits.forEach((digit, number) => showCard(this.#list.children[number], digit));
    this.#showChosen();
  }

  /** Chooses a digit by its number. */
  choose(number) {
    this.#choice = number;
    this.#showChosen();
  }

  /** Nobody has chosen a digit of the next reading yet. */
  forgetChoice() {
    this.#choice = null;
  }

  #addCard() {
    const number = this.#list.children.length;
    const card = document.createElement("li");
    card.innerHTML = '<button type="button"><img alt=""><b></b><small></small></button>';
    card.firstChild.onclick = () => this.choose(number);
    this.#list.append(card);
  }

  #showChosen() {
    this.#chosen.hidden = this.#digits.length === 0;
    if (this.#chosen.hidden) return;
    const number = this.#choice ?? this.#digits.length - 1;
    for (const [place, card] of [...this.#list.children].entries()) {
      card.firstChild.setAttribute("aria-pressed", place === number);
    }
    const { image, probabilities } = this.#digits[number];
    this.#chosen.querySelector(".sees").src = source(image);
    showChances(this.#chosen.querySelector(".chances"), probabilities);
    this.#onChoose(number);
  }

  async #correct(label, words) {
    const { image } = this.#digits[this.#choice ?? this.#digits.length - 1];
    try {
      const body = JSON.stringify({ image, label });
      const kept = await post("/api/corrections", body, "application/json");
      const of = kept.corrections === 1 ? "the first correction" : `${kept.corrections} by now`;
      this.#onSay(`Kept: that was ${label === "?" ? words : `a ${label}`} (${of})`, false);
    } catch (error) {
      this.#onSay(error.message, true);
    }
  }
}

/** A share in words of four to six characters. */
export function percent(share) {
  return share > 0.9995 ? ">99.9%" : `${(100 * share).toFixed(1)}%`;
}

function source(image) {
  return `data:image/png;base64,${image}`;
}

function showCard(card, { digit, probability, image }) {
  card.querySelector("img").src = source(image);
  card.querySelector("b").textContent = digit;
  card.querySelector("small").textContent = percent(probability);
  const name = digit === "?" ? "unsure" : digit;
  card.firstChild.setAttribute("aria-label", `${name}, ${percent(probability)} sure`);
}

function showChances(list, probabilities) {
  const most = Math.max(...probabilities);
  for (const [digit, item] of [...list.children].entries()) {
    const share = probabilities[digit];
    item.querySelector("i").style.width = `${100 * share}%`;
    item.querySelector(".share").textContent = percent(share);
    item.classList.toggle("most", share === most);
  }
}
