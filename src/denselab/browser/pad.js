/**
 * A drawing pad on a canvas, for mouse, finger, pen and keyboard.
 *
 * Responsible for the strokes and for the ink that they leave. What the ink means, the buttons and
 * the words around the pad are the page's. The canvas gets its size, ground, and colour of ink
 * (`color`) from the page's style sheet, and may change all of them at any time.
 *
 *     const pad = new Pad(canvas, { onInk: ({ ink, width, height }) => ..., onSay: (words) => ... });
 *     undoButton.onclick = () => pad.undo();
 *
 * Keys, while the canvas has the focus: arrows move a pen, two of them slantwise, with Shift in
 * small steps; space lowers and lifts it; Backspace or Ctrl+Z undoes; Delete clears.
 */

const INK_SIDE = 224; // pixels of the ink along its shorter side, whatever the screen
const PEN = 1 / 14; // width of a stroke, as a share of the shorter side
const STEP = 1 / 16; // of the keyboard's pen, likewise
const SMALL_STEP = 1 / 64;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Pad {
  #canvas;
  #onInk;
  #onSay;
  #raster = document.createElement("canvas"); // the ink alone, on a grid of its own
  #strokes = []; // of { pen, points: [[x, y], ...], paper: [width, height] }, see #begin
  #past = []; // lists of strokes, as they were before each change
  #open = null; // the stroke that is being drawn
  #pointer = null; // by which one
  #scale = 1; // CSS pixels of the canvas to one of the paper
  #pen = PEN;
  #cursor = null; // where the keyboard's pen is; null while nobody uses it
  #held = new Set(); // arrow keys
  #frame = 0; // the frame that is asked for, if any
  #inked = false; // whether the ink has changed since the last frame

  /**
   * @param {HTMLCanvasElement} canvas Whose size the page decides; it becomes focusable.
   * @param {{onInk?: Function, onSay?: Function}} tell `onInk` gets what `ink()` returns, at most
   *   once a frame, after each change; `onSay` gets in words what a key has done, to be read aloud.
   */
  constructor(canvas, { onInk = () => {}, onSay = () => {} } = {}) {
    this.#canvas = canvas;
    this.#onInk = onInk;
    this.#onSay = onSay;
    canvas.tabIndex = 0;
    canvas.style.touchAction = "none"; // a finger draws, and does not scroll
    this.#listen();
    this.#draw();
  }

  /** Whether there is nothing on the paper. */
  get isEmpty() {
    return this.#drawn().length === 0;
  }

  /** Whether there is a change to be undone. */
  get canUndo() {
    return this.#past.length > 0 || this.#open !== null;
  }

  /** The width of the strokes to come, as a share of the canvas's shorter side. */
  get pen() {
    return this.#pen;
  }

  set pen(share) {
    this.#pen = share;
    this.#draw();
  }

  /** Takes back the last stroke, or the last clearing. */
  undo() {
    this.#end();
    if (this.#past.length === 0) return;
    this.#strokes = this.#past.pop();
    this.#changed();
  }

  /** Takes all strokes away. */
  clear() {
    this.#end();
    if (this.#strokes.length === 0) return;
    this.#past.push(this.#strokes);
    this.#strokes = [];
    this.#changed();
  }

  /**
   * The ink on the whole canvas.
   *
   * @returns {{ink: Float32Array, width: number, height: number}} From 0, paper, to 1, ink, row by
   *   row from the top; on a grid whose shorter side has 224 pixels on any screen.
   */
  ink() {
    const { width, height } = this.#drawRaster();
    const { data } = this.#raster.getContext("2d").getImageData(0, 0, width, height);
    const ink = new Float32Array(width * height);
    for (let pixel = 0; pixel < ink.length; pixel++) ink[pixel] = data[4 * pixel + 3] / 255;
    return { ink, width, height };
  }

  /** The same as a picture, black on white, e.g. for `toBlob`; the next change alters it. */
  picture() {
    const { width, height } = this.#drawRaster();
    const context = this.#raster.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    return this.#raster;
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#pointerDown(event));
    canvas.addEventListener("pointermove", (event) => this.#pointerMove(event));
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(kind, (event) => event.pointerId === this.#pointer && this.#end());
    }
    canvas.addEventListener("keydown", (event) => this.#keyDown(event));
    canvas.addEventListener("keyup", (event) => this.#held.delete(event.key));
    canvas.addEventListener("blur", () => this.#putAway());
    new ResizeObserver(() => this.#draw()).observe(canvas);
    window.addEventListener("resize", () => this.#draw()); // the page is zoomed
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.#draw());
  }

  // Strokes

  /** Begins a stroke; it keeps how much of the paper was seen, because that has to stay visible. */
  #begin(point) {
    this.#end();
    this.#open = { pen: this.#penWidth(), points: [point], paper: this.#visible() };
    this.#changed();
  }

  #extend(points) {
    this.#open.points.push(...points);
    this.#changed();
  }

  #end() {
    this.#pointer = null;
    if (this.#open === null) return;
    this.#past.push(this.#strokes);
    this.#strokes = [...this.#strokes, this.#open];
    this.#open = null;
    this.#draw();
  }

  #drawn() {
    return this.#open ? [...this.#strokes, this.#open] : this.#strokes;
  }

  #changed() {
    this.#inked = true;
    this.#draw();
  }

  /** Width of a new stroke, on the paper. */
  #penWidth() {
    return this.#pen * Math.min(...this.#visible());
  }

  // Pointers: one draws at a time, so that a resting hand does not

  #pointerDown(event) {
    if (this.#pointer !== null || event.button !== 0) return;
    event.preventDefault(); // no text is selected, no mouse event follows
    this.#canvas.focus({ preventScroll: true, focusVisible: false });
    this.#putAway();
    this.#begin(this.#place(event));
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId); // it may leave the canvas and come back
  }

  #pointerMove(event) {
    if (event.pointerId !== this.#pointer) return;
    const between = event.getCoalescedEvents?.() ?? []; // all since the last frame
    this.#extend((between.length ? between : [event]).map((each) => this.#place(each)));
  }

  /** Where on the paper a pointer is. */
  #place({ clientX, clientY }) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const { clientLeft, clientTop } = this.#canvas; // its borders
    return [(clientX - left - clientLeft) / this.#scale, (clientY - top - clientTop) / this.#scale];
  }

  // Keys

  #keyDown(event) {
    const act = this.#actOf(event);
    if (act === null) return;
    event.preventDefault(); // the page does not scroll
    act();
  }

  #actOf({ key, ctrlKey, metaKey, altKey, shiftKey, repeat }) {
    if ((ctrlKey || metaKey) && key.toLowerCase() === "z") return () => this.#undoAloud();
    if (ctrlKey || metaKey || altKey) return null;
    if (key in ARROWS) return () => this.#moveCursor(key, shiftKey ? SMALL_STEP : STEP);
    if (key === " ") return () => repeat || this.#lowerOrLift();
    if (key === "Backspace") return () => this.#undoAloud();
    if (key === "Delete") return () => (this.clear(), this.#onSay("Cleared"));
    return null;
  }

  #moveCursor(key, step) {
    this.#held.add(key);
    const sides = this.#visible();
    const length = step * Math.min(...sides);
    const from = this.#cursor ?? sides.map((side) => side / 2);
    this.#cursor = from.map((place, axis) => {
      const directions = [...this.#held].map((arrow) => ARROWS[arrow][axis]);
      const direction = directions.reduce((sum, each) => sum + each, 0);
      return Math.min(Math.max(place + direction * length, 0), sides[axis]);
    });
    if (this.#open) this.#extend([this.#cursor]);
    this.#draw();
  }

  #lowerOrLift() {
    this.#cursor ??= this.#visible().map((side) => side / 2);
    const isDown = this.#open !== null;
    if (isDown) this.#end();
    else this.#begin(this.#cursor);
    const [across, down] = this.#visible().map((side, axis) => this.#cursor[axis] / side);
    const percent = (share) => `${Math.round(100 * share)} %`;
    const place = `${percent(across)} from the left, ${percent(down)} from the top`;
    this.#onSay(`Pen ${isDown ? "up" : "down"}, ${place}`);
  }

  #undoAloud() {
    this.#onSay(this.canUndo ? "Undone" : "Nothing to undo");
    this.undo();
  }

  /** The keyboard's pen is lifted, and no longer shown. */
  #putAway() {
    this.#held.clear();
    this.#cursor = null;
    this.#end();
    this.#draw();
  }

  // Drawing

  /** Width and height of the part of the paper that the canvas shows. */
  #visible() {
    const { clientWidth, clientHeight } = this.#canvas;
    return [clientWidth / this.#scale, clientHeight / this.#scale];
  }

  /** Asks for the next frame, in which everything that changed until then is shown and told. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const { clientWidth, clientHeight } = this.#canvas;
      if (clientWidth === 0 || clientHeight === 0) return; // hidden: its size will change
      this.#fit();
      this.#drawCanvas();
      if (!this.#inked) return;
      this.#inked = false;
      this.#onInk(this.ink());
    });
  }

  /** Fits the paper into a canvas that may have another size, or finer pixels, than before. */
  #fit() {
    const sides = [this.#canvas.clientWidth, this.#canvas.clientHeight];
    const papers = this.#drawn().map((stroke) => stroke.paper);
    const scales = papers.flatMap((paper) => paper.map((side, axis) => sides[axis] / side));
    const scale = scales.length ? Math.min(...scales) : 1;
    const [width, height] = sides.map((side) => Math.round(side * window.devicePixelRatio));
    const isSame = this.#canvas.width === width && this.#canvas.height === height;
    if (scale === this.#scale && isSame) return;
    this.#scale = scale;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#inked ||= !this.isEmpty; // it covers another part of the canvas
  }

  #drawCanvas() {
    const context = this.#canvas.getContext("2d");
    const colour = getComputedStyle(this.#canvas).color;
    this.#drawStrokes(context, this.#scale * window.devicePixelRatio, colour);
    if (this.#cursor) this.#drawCursor(context);
  }

  /** The ink alone; returns the canvas that has it. */
  #drawRaster() {
    const [width, height] = this.#visible();
    const scale = INK_SIDE / Math.min(width, height);
    this.#raster.width = Math.round(width * scale);
    this.#raster.height = Math.round(height * scale);
    // Read back after every change: faster from the processor's memory than from the screen's.
    const context = this.#raster.getContext("2d", { willReadFrequently: true });
    this.#drawStrokes(context, scale, "black");
    return this.#raster;
  }

  #drawStrokes(context, scale, colour) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = context.strokeStyle = colour;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.#drawn()) trace(context, stroke);
  }

  /** A ring as wide as the pen, thick while it is down. */
  #drawCursor(context) {
    context.beginPath();
    context.arc(...this.#cursor, this.#penWidth() / 2 + 3, 0, 2 * Math.PI);
    context.lineWidth = this.#open ? 4 : 2;
    context.stroke();
  }
}

/** Draws one stroke as a smooth line, by parabolas between the middles of its pieces. */
function trace(context, { pen, points }) {
  const [first, last] = [points[0], points.at(-1)];
  context.beginPath();
  if (points.every(([x, y]) => x === first[0] && y === first[1])) {
    context.arc(...first, pen / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.lineWidth = pen;
  context.moveTo(...first);
  for (let number = 1; number < points.length - 1; number++) {
    const [[x, y], [nextX, nextY]] = [points[number], points[number + 1]];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...last);
  context.stroke();
}
