import { uploadFile } from './client.ts';
console.log(await uploadFile('http://127.0.0.1:3999', process.argv[2]!, 'x'));
