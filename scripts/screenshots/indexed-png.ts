import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;
/** Squares of the differences in red, green and blue, together. */
const ALIKE = 100;
const RGB = 3;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes each, row by row. */
  readonly rgb: Buffer;
}

/** The same picture in 256 of its colours, each other replaced by the nearest of them: a third of the size. */
export function indexed(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const { palette, indexOf } = paletteOf(rgb);
  const rows = Buffer.alloc(height * (width + 1));
  for (let pixel = 0; pixel < width * height; pixel += 1)
    rows[pixel + Math.floor(pixel / width) + 1] = indexOf.get(rgb.readUIntBE(pixel * RGB, RGB)) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function paletteOf(rgb: Buffer) {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += RGB) {
    const colour = rgb.readUIntBE(at, RGB);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byUse = [...counts].sort(([a, one], [b, other]) => other - one || a - b).map(([colour]) => colour);
  const kept: number[] = [];
  for (const colour of byUse) if (isNew(colour, kept)) kept.push(colour);
  const palette = Buffer.alloc(kept.length * RGB);
  for (const [index, colour] of kept.entries()) palette.writeUIntBE(colour, index * RGB, RGB);
  return { palette, indexOf: new Map(byUse.map((colour) => [colour, nearest(colour, kept)])) };
}

/** The commonest first, but no two that nobody could tell apart: a colour that is rare may be all that says "blocked". */
const isNew = (colour: number, chosen: readonly number[]): boolean =>
  chosen.length < COLOURS && chosen.every((other) => distance(colour, other) > ALIKE);

function nearest(colour: number, kept: readonly number[]): number {
  const exact = kept.indexOf(colour);
  if (exact >= 0) return exact;
  const distances = kept.map((other) => distance(colour, other));
  return distances.indexOf(Math.min(...distances));
}

const distance = (one: number, other: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Chromium writes eight bits a channel, without transparency and without interlacing. */
function decode(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let width = 0;
  let height = 0;
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      if (body.readUInt16BE(8) !== 0x0802) throw new Error('not a picture of eight bits in red, green and blue');
      width = body.readUInt32BE(0);
      height = body.readUInt32BE(4);
    }
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  return { width, height, rgb: unfilter(inflateSync(Buffer.concat(data)), width * RGB, height) };
}

/** https://www.w3.org/TR/png/#9Filters */
function unfilter(raw: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < RGB ? 0 : (out[at - RGB] ?? 0);
      const up = y === 0 ? 0 : (out[at - stride] ?? 0);
      const corner = y === 0 || x < RGB ? 0 : (out[at - stride - RGB] ?? 0);
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number | undefined, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
