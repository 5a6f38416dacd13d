/**
 * The helpers that generated validators may use, by their names in the generated code. A module holds only those that
 * its code mentions, and those that these mention.
 */
export const runtimeHelpers: Readonly<Record<string, string>> = {
  // Notes an issue: issues, path, what was expected, the value, whether it must not be shown.
  fail: `const fail=(e,p,d,v,h)=>{const n=e.length;if(n<20)e.push({path:p,message:"expected "+d+", got "+show(v,h)});else if(n===20)e.push({path:"",message:"… and more"})};`,
  show: `const show=(v,h)=>{if(v===undefined)return"nothing";if(v===null)return"null";if(Array.isArray(v))return"an array";const t=typeof v;if(t==="object")return"an object";if(h)return"a "+t+" (hidden)";const s=t==="string"?JSON.stringify(v):String(v);return s.length>60?s.slice(0,59)+"…":s};`,
  isObject: `const isObject=v=>typeof v==="object"&&v!==null&&!Array.isArray(v);`,
  own: `const own=(v,k)=>Object.hasOwn(v,k)?v[k]:undefined;`,
  // Sets a member of a copy, also one named __proto__.
  put: `const put=(o,k,v)=>{Object.defineProperty(o,k,{value:v,writable:true,enumerable:true,configurable:true})};`,
  pointer: `const pointer=k=>"/"+k.replaceAll("~","~0").replaceAll("/","~1");`,
  codePoints: `const codePoints=s=>{let n=0;for(const _ of s)n++;return n};`,
  isUnique: `const isUnique=v=>new Set(v.map(i=>JSON.stringify(i))).size===v.length;`,
  isMultiple: `const isMultiple=(v,m)=>{const q=v/m;return Math.abs(q-Math.round(q))<1e-9};`,
  isDateTime: `const isDateTime=s=>{const m=/^([+-]\\d{6}|\\d{4})-(\\d\\d)-(\\d\\d)T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$/i.exec(s);return m!==null&&isDay(+m[1],+m[2],+m[3])&&!Number.isNaN(Date.parse(s))};`,
  isDate: `const isDate=s=>{const m=/^(\\d{4})-(\\d\\d)-(\\d\\d)$/.exec(s);return m!==null&&isDay(+m[1],+m[2],+m[3])};`,
  isDay: `const isDay=(y,m,d)=>m>=1&&m<=12&&d>=1&&d<=(m===2?(y%4===0&&(y%100!==0||y%400===0)?29:28):m===4||m===6||m===9||m===11?30:31);`,
  // Takes what another member of an intersection has cast over into the value.
  merge: `const merge=(v,o,y)=>{if(v===o)return y;if(!isObject(v)||!isObject(y))return v;const r={...v};for(const k of Object.keys(y))if(y[k]!==own(o,k))put(r,k,y[k]);return r};`,
  // Tries members in order: the first without issues wins, else the issues of the one that came nearest.
  first: `const first=(v,p,e,n,d,h,m)=>{let b;for(const f of m){const t=[],y=f(v,p,t,n);if(t.length===0)return y;if(b===undefined||t.length<b.length)b=t}if(b.length===1&&b[0].path===p)fail(e,p,d,v,h);else for(const i of b)if(e.length<20)e.push(i);return v};`,
  codec: `const codec=n=>globalThis[Symbol.for("lambdabus.codecs")]?.get(n);`,
};

/** The code of the helpers that a piece of code needs. */
export function helpersFor(code: string): string {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const [name, source] of Object.entries(runtimeHelpers)) {
      if (needed.has(name) || !new RegExp(`\\b${name}\\(`).test(text)) continue;
      needed.add(name);
      visit(source);
    }
  };
  visit(code);
  return Object.entries(runtimeHelpers)
    .filter(([name]) => needed.has(name))
    .map(([, source]) => source)
    .join('\n');
}
