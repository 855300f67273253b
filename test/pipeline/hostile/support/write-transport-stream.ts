const PACKET_BYTES = 188;

const crc32 = (bytes: Buffer): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let i = 0; i < 8; i++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
};

/** One table in packets of its own. */
const section = (pid: number, tableId: number, id: number, content: Buffer): Buffer[] => {
  const length = content.byteLength + 9;
  const body = Buffer.concat([
    Buffer.from([tableId, 0xb0 | (length >> 8), length & 0xff, id >> 8, id & 0xff, 0xc1, 0, 0]),
    content,
  ]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return packets(pid, Buffer.concat([Buffer.from([0]), body, crc]));
};

const packets = (pid: number, payload: Buffer): Buffer[] => {
  const room = PACKET_BYTES - 4;
  return Array.from({ length: Math.ceil(payload.byteLength / room) }, (_, i) => {
    const packet = Buffer.alloc(PACKET_BYTES, 0xff);
    packet.set([0x47, (i === 0 ? 0x40 : 0) | (pid >> 8), pid & 0xff, 0x10 | (i & 15)]);
    payload.copy(packet, 4, i * room, (i + 1) * room);
    return packet;
  });
};

const PROGRAMMES = 40;
const STREAMS_PER_PROGRAMME = 150;

/** An MPEG transport stream that announces 6,000 streams of MPEG audio. */
export const writeCrowdedTransportStream = (): Buffer => {
  const pmtPid = (programme: number): number => 0x20 + programme;
  const numbers = Array.from({ length: PROGRAMMES }, (_, i) => i);
  const pat = Buffer.concat(numbers.map((i) => Buffer.from([0, i + 1, 0xe0 | (pmtPid(i) >> 8), pmtPid(i) & 0xff])));
  const tables = numbers.flatMap((programme) => {
    const streams = Array.from({ length: STREAMS_PER_PROGRAMME }, (_, i) => {
      const pid = 0x100 + programme * STREAMS_PER_PROGRAMME + i;
      return Buffer.from([0x03, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0]);
    });
    return section(pmtPid(programme), 2, programme + 1, Buffer.concat([Buffer.from([0xe1, 0, 0xf0, 0]), ...streams]));
  });
  return Buffer.concat([...section(0, 0, 1, pat), ...tables, ...section(0, 0, 1, pat), ...tables]);
};
