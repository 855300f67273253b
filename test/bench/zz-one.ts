import { startService } from '../acceptance/support/service.ts';
import { uploadFile } from './client.ts';
const s = await startService({LOG_LEVEL:'INFO'} as any);
const id = await uploadFile(s.url, process.argv[2]!, 'x');
for (let i=0;i<8;i++){ await new Promise(r=>setTimeout(r,1000)); const m=await (await fetch(`${s.url}/v1/medias/${id}`)).json(); console.log(m.status,m.playable,JSON.stringify(m.error), m.renditions?.map((r:any)=>r.name+':'+r.status).join(' ')); }
console.log(JSON.stringify((await (await fetch(`${s.url}/v1/medias/${id}/events`)).json()).items.map((e:any)=>[e.type,e.message]),null,0));
await s.stop();
