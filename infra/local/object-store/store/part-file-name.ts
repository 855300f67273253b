/** Part 7 is `00007.part`: object file of its own, named so that names sort as numbers. */
export const partFileName = (number: number): string => `${String(number).padStart(5, '0')}.part`;
