/** Names for generated shaders: readable, valid in WGSL, and unique in their function. */
import { Names } from '../names.ts';

const reserved = new Set(
  (
    'alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if ' +
    'let loop override requires return struct switch true var while array atomic bool f16 f32 i32 u32 vec2 vec3 vec4 ' +
    'mat2x2 mat3x3 mat4x4 ptr sampler abs acos all any arrayLength ceil clamp cos cosh cross degrees distance dot exp ' +
    'exp2 floor fma fract frexp inverseSqrt ldexp length log log2 max min mix modf normalize pow radians reflect round ' +
    'saturate select sign sin sinh smoothstep sqrt step storageBarrier tan tanh transpose trunc workgroupBarrier ' +
    'bitcast active array as asm async auto await become binding block buffer class common compile concept debug ' +
    'delete do double error explicit export extern external final from get global group goto half handle highp impl ' +
    'implements import in inline input inout instanceof interface layout lowp macro match mediump meta mod module move ' +
    'mut mutable namespace new nil noexcept null operator out output package partition pass patch pixelfragment point ' +
    'precise precision premerge private protected pub public readonly ref register regardless resource return self set ' +
    'shared signed sizeof smooth static std subroutine super target template texture this thread throw trait try type ' +
    'typedef typeid typename typeof union unless unorm unsafe unsized use using varying virtual volatile where with ' +
    'writeonly yield Params params workspace result scratch folded totals lane row thread workgroup'
  ).split(' '),
);

export class Namer extends Names {
  protected readonly reserved = reserved;

  protected spell(wish: string): string {
    const plain = wish.replace(/[^\p{L}\p{N}_]/gu, '_').replace(/^_+/, '');
    return plain === '' || /^\p{N}/u.test(plain) ? `x${plain}` : plain;
  }

  /** A scope inside this one. */
  inner(): Namer {
    return new Namer(this);
  }
}
