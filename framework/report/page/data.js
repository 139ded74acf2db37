// The data that travel in the page: see packed_array.hpp.

async function inflate(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Numbers over (trial, channel, time), decoded row by row when somebody asks.
class PackedArray {
  constructor(description, bytes) {
    Object.assign(this, description);
    [this.trials, this.channels, this.bins] = this.shape;
    this.bytes = bytes;
  }

  row(trial, channel) {
    const first = (trial * this.channels + channel) * this.bins,
      values = new Array(this.bins);
    const high = this.bits === 16 ? this.trials * this.channels * this.bins : -1;
    const mask = 2 ** this.bits - 1;
    for (let t = 0, code = 0; t < this.bins; ++t) {
      const change = this.bytes[first + t] + (high < 0 ? 0 : 256 * this.bytes[high + first + t]);
      code = (code + change) & mask;
      values[t] = code === mask ? NaN : this.offset[channel] + this.step[channel] * code;
    }
    return values;
  }

  rows(trial) {
    return d3.range(this.channels).map((channel) => this.row(trial, channel));
  }

  // What was rounded away, for notes; nothing where the numbers are whole.
  get rounding() {
    const step = d3.max(this.step);
    return step === 1 && this.offset.every(Number.isInteger)
      ? ""
      : `to within ${shortNumber(step / 2)}`;
  }
}

async function readPage() {
  const content = JSON.parse(new TextDecoder().decode(await inflate("content")));
  const arrays = await Promise.all(
    content.arrays.map(
      async (description, i) => new PackedArray(description, await inflate(`array-${i}`)),
    ),
  );
  return {content, arrays};
}
