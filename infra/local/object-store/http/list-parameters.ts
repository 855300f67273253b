import { S3Error } from './s3-error.ts';

/** Reads `encoding-type`. @throws S3Error InvalidArgument for anything but `url`. */
export const readEncodingType = (query: ReadonlyMap<string, string>): 'url' | undefined => {
  const value = query.get('encoding-type');
  if (value === undefined || value === 'url') return value;
  throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
    ArgumentName: 'encoding-type',
  });
};

/** How keys are written in a list: as they are, or escaped for what XML cannot hold. */
export const encodeListText = (encodingType: 'url' | undefined): ((text: string) => string) =>
  encodingType === undefined
    ? (text) => text
    : (text) =>
        encodeURIComponent(text)
          .replaceAll('%2F', '/')
          .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Reads a page size, 0 to `most`; a greater one counts as `most`, as on S3. @throws S3Error InvalidArgument. */
export const readLimit = (query: ReadonlyMap<string, string>, name: string, most: number): number => {
  const text = query.get(name);
  if (text === undefined || text === '') return most;
  if (!/^\d{1,10}$/.test(text)) {
    throw new S3Error('InvalidArgument', `Argument ${name} must be an integer between 0 and 2147483647`, {
      ArgumentName: name,
      ArgumentValue: text,
    });
  }
  return Math.min(Number(text), most);
};
