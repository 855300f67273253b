import { startService } from '../acceptance/support/service.ts';
import { uploadFile } from './client.ts';
const files = process.argv.slice(2);
const s = await startService(process.env.SETTINGS ? JSON.parse(process.env.SETTINGS) : {});
for (const f of files) for (let r=0;r<3;r++) {
  const id = await uploadFile(s.url, f, 'x');
  const t0 = Date.now();
  let hls: string|undefined; let m: any;
  while (!hls) { m = await (await fetch(`${s.url}/v1/medias/${id}`)).json(); hls = m.playback?.hls; if (m.status==='Errored') throw new Error(JSON.stringify(m.error)); if(!hls) await new Promise(r=>setTimeout(r,10)); }
  const tp = Date.now()-t0;
  const master = await (await fetch(hls)).text();
  const v = master.split('\n').find(l=>l && !l.startsWith('#'))!;
  const pl = await (await fetch(new URL(v,hls))).text();
  const seg = pl.split('\n').find(l=>l && !l.startsWith('#'))!;
  const b = await (await fetch(new URL(seg,new URL(v,hls)))).arrayBuffer();
  const t1 = Date.now()-t0;
  const ev = (await (await fetch(`${s.url}/v1/medias/${id}/events`)).json()).items;
  const rel = (e:any)=>`${e.type.replace('media.','').replace('task.','t.')}${e.data?.kind?'('+e.data.kind+e.data.position+')':''}=${Date.parse(e.at)-t0}`;
  console.log(f, 'playable', tp, 'firstseg', t1, b.byteLength, ev.slice(1,9).map(rel).join(' '));
  await fetch(`${s.url}/v1/medias/${id}`,{method:'DELETE'});
  await new Promise(r=>setTimeout(r,3000));
}
await s.stop();
