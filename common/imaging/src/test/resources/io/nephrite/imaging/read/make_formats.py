"""Writes formats.json: small image files of every format and how nnU-Net 2.8.1's own readers read them.

Run with Python 3.11, nnunetv2 2.8.1, SimpleITK 2.5.7, scikit-image 0.26.0, tifffile, Pillow: python make_formats.py
Each entry: files (base64; the first is the image, others lie beside it), and either what was read (shape with channels
first, spacing in array order, affine to mm right-anterior-superior where the reader has a direction, voxels as float32)
or the fault that is expected of ours ("refused"), with what nnU-Net does.
"""
import base64, contextlib, gzip, io, json, os, struct, tempfile, zlib
import numpy as np, SimpleITK as sitk, tifffile
from PIL import Image
from nnunetv2.imageio.natural_image_reader_writer import NaturalImage2DIO
from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
from nnunetv2.imageio.tif_reader_writer import Tiff3DIO

sitk.ProcessObject.SetGlobalWarningDisplay(False)
A = (np.arange(24) % 7).reshape(2, 3, 4)
entries, work = [], tempfile.mkdtemp()


def affine(stuff):
    n = len(stuff['spacing']); k = min(n, 3); m = np.eye(4)
    d = np.array(stuff['direction']).reshape(n, n)[:k, :k]
    m[:k, :k] = d @ np.diag(stuff['spacing'][:k]); m[:k, 3] = stuff['origin'][:k]
    return (np.diag([-1, -1, 1, 1]) @ m)[:3]


def add(name, reader=None, refused=None, beside=()):
    paths = [os.path.join(work, n) for n in (name, *beside)]
    entry = dict(name=name, files={os.path.basename(p): base64.b64encode(open(p, 'rb').read()).decode() for p in paths})
    if refused:
        entry['refused'] = refused
    else:
        with contextlib.redirect_stdout(io.StringIO()):
            voxels, properties = reader().read_images([paths[0]])
        entry.update(reader=reader.__name__, shape=list(voxels.shape), spacing=[float(s) for s in properties['spacing']],
                     voxels=[float(v) for v in voxels.ravel()])
        if 'sitk_stuff' in properties:
            entry['affine'] = affine(properties['sitk_stuff']).tolist()
    entries.append(entry)


def put(name, data):
    with open(os.path.join(work, name), 'wb') as f:
        f.write(data)


NRRD = dict(type='short', dimension='3', sizes='4 3 2', endian='little', encoding='raw')


def nrrd(name, data=A.astype('<i2').tobytes(), refused=None, beside=(), magic='NRRD0004', **fields):
    head = dict(NRRD, **{k.replace('_', ' '): v for k, v in fields.items()})
    put(name, (magic + '\n' + ''.join(f'{k}: {v}\n' for k, v in head.items() if v is not None) + '\n').encode() + data)
    add(name, SimpleITKIO, refused, beside)


raw = A.astype('<i2').tobytes(); box = '(1,0,0) (0,2,0) (0,0,3)'
nrrd('spacings.nrrd', spacings='0.1 2 3'); nrrd('nothing.nrrd'); nrrd('turned.nrrd', spacings='-1 2 3'); nrrd('unknown.nrrd', spacings='nan 2 3')
for i, space in enumerate(('left-posterior-superior', 'RAS', 'left-anterior-superior', 'scanner-xyz', '3D-right-handed')):
    nrrd(f'space{i}.nrrd', space=space, space_directions=box, space_origin='(10,20,30)')
nrrd('dimension.nrrd', space_dimension='3', space_directions=box, space_origin='(10,20,30)')
nrrd('oblique.nrrd', space='LPS', space_directions='(0.6,0.8,0) (-1.6,1.2,0) (0,0,-3)', space_origin='(0.1,0.2,0.3)')
nrrd('permuted.nrrd', space='RAS', space_directions='(0,0,-1) (0.5,0,0) (0,3,0)', space_origin='(1e-3,-2.5,3)')
nrrd('microns.nrrd', space='LPS', space_units='"um" "um" "um"', space_directions=box, space_origin='(0,0,0)')
nrrd('cell.nrrd', spacings='1 2 3', axis_mins='5 6 7'); nrrd('node.nrrd', spacings='1 2 3', axis_mins='5 6 7', centerings='node node node')
nrrd('sheared.nrrd', space='LPS', space_directions='(1,0.5,0) (0,2,0) (0,0,3)', space_origin='(10,20,30)')
nrrd('gzip.nrrd', gzip.compress(raw, mtime=0), encoding='gzip', spacings='1 2 3'); nrrd('big.nrrd', A.astype('>f4').tobytes(), endian='big', type='float', spacings='1 2 3')
for t, d in (('signed char', 'i1'), ('uchar', 'u1'), ('uint16_t', '<u2'), ('int', '<i4'), ('unsigned int', '<u4'), ('long long', '<i8'), ('uint64', '<u8'), ('double', '<f8')):
    nrrd(f'type_{d.strip("<")}.nrrd', A.astype(d).tobytes(), type=t, spacings='1 2 3')
nrrd('four.nrrd', dimension='4', sizes='4 3 1 2', spacings='1 2 3 4'); nrrd('four_space.nrrd', dimension='4', sizes='4 3 1 2', space_dimension='4', space_directions='(1,0,0,0) (0,2,0,0) (0,0,3,0) (0,0,0,4)', space_origin='(1,2,3,4)')
nrrd('plane.nrrd', dimension='2', sizes='4 6', spacings='0.5 0.7'); nrrd('plane_space.nrrd', dimension='2', sizes='4 6', space_dimension='2', space_directions='(0.5,0) (0,0.7)', space_origin='(1,2)')
put('beside_0000.raw', b'xx\n' + raw); nrrd('beside_0000.nhdr', b'', data_file='beside_0000.raw', line_skip='1', beside=['beside_0000.raw'], spacings='1 2 3')
put('packed.raw.gz', gzip.compress(raw, mtime=0)); nrrd('packed.nhdr', b'', data_file='./packed.raw.gz', encoding='gzip', beside=['packed.raw.gz'], spacings='1 2 3')
nrrd('skip.nrrd', b'xy' + raw, byte_skip='2', spacings='1 2 3')
nrrd('vector.nrrd', dimension='4', sizes='2 4 3 1', kinds='vector domain domain domain', refused='VECTOR_VOXELS')
nrrd('list.nrrd', dimension='4', sizes='4 3 1 2', kinds='domain domain domain list', refused='VECTOR_VOXELS')
nrrd('none.nrrd', dimension='4', sizes='4 3 1 2', space='LPS', space_directions=box + ' none', refused='HEADER_MALFORMED')
nrrd('both.nrrd', space='LPS', spacings='1 2 3', refused='HEADER_MALFORMED'); nrrd('words.nrrd', spacings='1 two 3', refused='HEADER_MALFORMED')
nrrd('short.nrrd', raw[:-2], refused='FILE_TRUNCATED'); nrrd('long.nrrd', raw + b'xx', refused='TRAILING_BYTES'); nrrd('zero.nrrd', spacings='0 2 3', refused='PIXDIM_NOT_POSITIVE')
nrrd('text.nrrd', encoding='ascii', refused='ENCODING_NOT_SUPPORTED'); nrrd('parts.nhdr', b'', data_file='p%03d.raw 1 10 1', refused='ENCODING_NOT_SUPPORTED'); nrrd('listed.nhdr', b'a.raw\n', data_file='LIST', refused='ENCODING_NOT_SUPPORTED')
nrrd('alone.nhdr', b'', data_file='alone.raw', refused='DATA_FILE_MISSING'); nrrd('block.nrrd', type='block', refused='DATA_TYPE_NOT_SUPPORTED'); nrrd('order.nrrd', endian=None, refused='HEADER_MALFORMED')
nrrd('one.nrrd', dimension='1', sizes='24', refused='DIMENSIONS_IMPOSSIBLE'); nrrd('huge.nrrd', sizes='30000 30000 30', refused='VOLUME_TOO_LARGE'); nrrd('other.nrrd', magic='P5', refused='FORMAT_DIFFERS')
nrrd('cut_gzip.nrrd', gzip.compress(raw, mtime=0)[:-9], encoding='gzip', refused='GZIP_TRUNCATED'); nrrd('no_gzip.nrrd', encoding='gzip', refused='NOT_GZIP'); put('empty.nrrd', b''); add('empty.nrrd', refused='FILE_EMPTY')

META = dict(ObjectType='Image', NDims='3', BinaryData='True', BinaryDataByteOrderMSB='False', DimSize='4 3 2')


def meta(name, data=raw, refused=None, beside=(), type='MET_SHORT', file='LOCAL', **fields):
    head = dict(META, **fields)
    put(name, ''.join(f'{k} = {v}\n' for k, v in [*head.items(), ('ElementType', type), ('ElementDataFile', file)]).encode() + data)
    add(name, SimpleITKIO, refused, beside)


S = dict(ElementSpacing='0.1 2 3')
meta('nothing.mha'); meta('offset.mha', **S, Offset='10 20 30'); meta('size.mha', ElementSize='1 2 3', Offset='10 20 30'); meta('both.mha', ElementSize='4 5 6', ElementSpacing='1 2 3', Position='10 20 30')
meta('matrix.mha', **S, Origin='10 20 30', TransformMatrix='0 1 0 0 0 1 1 0 0', AnatomicalOrientation='LPI', CenterOfRotation='5 5 5'); meta('rotation.mha', **S, Rotation='0.6 0.8 0 -0.8 0.6 0 0 0 -1')
meta('units.mha', **S, DistanceUnits='um'); meta('slope.mha', **S, ElementToIntensityFunctionSlope='2', ElementToIntensityFunctionOffset='5'); meta('turned.mha', ElementSpacing='-1 2 3')
meta('four.mha', NDims='4', DimSize='4 3 1 2', ElementSpacing='1 2 3 4', Offset='1 2 3 4'); meta('plane.mha', NDims='2', DimSize='4 6', ElementSpacing='0.5 0.7', TransformMatrix='0 1 1 0', Offset='1 2'); meta('sheared.mha', TransformMatrix='1 0.5 0 0 1 0 0 0 1')
for t, d in (('MET_CHAR', 'i1'), ('MET_UCHAR', 'u1'), ('MET_USHORT', '<u2'), ('MET_INT', '<i4'), ('MET_UINT', '<u4'), ('MET_LONG', '<i4'), ('MET_ULONG', '<u4'), ('MET_LONG_LONG', '<i8'), ('MET_ULONG_LONG', '<u8'), ('MET_FLOAT', '<f4'), ('MET_DOUBLE', '<f8')):
    meta(f'{t}.mha', A.astype(d).tobytes(), type=t, **S)
meta('big.mha', A.astype('>i2').tobytes(), ElementByteOrderMSB='True', **{k: v for k, v in S.items()}, BinaryDataByteOrderMSB='True')
z = zlib.compress(raw); g = gzip.compress(raw, mtime=0)
meta('zlib.mha', z, **S, CompressedData='True', CompressedDataSize=len(z)); meta('gzip.mha', g, **S, CompressedData='True', CompressedDataSize=len(g))
put('apart.raw', b'head' + raw); meta('apart.mhd', b'', file='apart.raw', HeaderSize='4', beside=['apart.raw'], **S); put('packed.zraw', z); meta('packed.mhd', b'', file='packed.zraw', CompressedData='True', CompressedDataSize=len(z), beside=['packed.zraw'], **S)
meta('vector.mha', raw * 2, ElementNumberOfChannels='2', refused='VECTOR_VOXELS'); meta('short.mha', raw[:-2], refused='FILE_TRUNCATED'); meta('long.mha', raw + b'zz', refused='TRAILING_BYTES'); meta('zero.mha', ElementSpacing='0 2 3', refused='PIXDIM_NOT_POSITIVE')
meta('cut.mha', z[:-6], CompressedData='True', CompressedDataSize=len(z), refused='GZIP_TRUNCATED'); meta('tail.mha', z + b'zz', CompressedData='True', refused='TRAILING_BYTES'); meta('text.mha', BinaryData='False', refused='ENCODING_NOT_SUPPORTED'); meta('parts.mhd', b'', file='p%03d.raw 1 10 1', refused='ENCODING_NOT_SUPPORTED'); meta('list.mhd', b'', file='LIST', refused='ENCODING_NOT_SUPPORTED')
meta('end.mhd', b'', file='x.raw', HeaderSize='-1', refused='ENCODING_NOT_SUPPORTED'); meta('alone.mhd', b'', file='alone.raw', refused='DATA_FILE_MISSING'); meta('array.mha', type='MET_SHORT_ARRAY', refused='DATA_TYPE_NOT_SUPPORTED'); meta('five.mha', NDims='5', refused='DIMENSIONS_IMPOSSIBLE'); meta('words.mha', ElementSpacing='1 2', refused='HEADER_MALFORMED')
put('other.mha', b'hello'); add('other.mha', refused='FORMAT_DIFFERS'); put('cut_header.mha', b'ObjectType = Image\nNDims = 3\n'); add('cut_header.mha', refused='FILE_TRUNCATED')


def png(name, kind, bits, width, height, rows, palette=None, alpha=None, refused=None, change=lambda b: b):
    chunk = lambda t, d: struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
    b = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, bits, kind, 0, 0, 0))
    b += (chunk(b'PLTE', palette) if palette else b'') + (chunk(b'tRNS', alpha) if alpha else b'')
    put(name, change(b + chunk(b'IDAT', zlib.compress(b''.join(b'\0' + r for r in rows))) + chunk(b'IEND', b'')))
    add(name, NaturalImage2DIO, refused)


P = bytes([0, 0, 0, 255, 0, 0, 0, 255, 0]); two = [b'\1\2\xff', b'\3\4\5']
png('g1.png', 0, 1, 9, 1, [b'\xa5\x80']); png('g2.png', 0, 2, 4, 1, [b'\x1b']); png('g4.png', 0, 4, 3, 1, [b'\x5a\x30']); png('g8.png', 0, 8, 3, 2, two); png('g16.png', 0, 16, 2, 1, [b'\1\2\xff\3'])
png('rgb8.png', 2, 8, 2, 1, [bytes(range(1, 7))]); png('rgb16.png', 2, 16, 1, 1, [b'\1\x80\2\xff\3\0']); png('rgb8t.png', 2, 8, 2, 1, [bytes(range(1, 7))], alpha=b'\0\1\0\2\0\3'); png('g8t.png', 0, 8, 3, 2, two, alpha=b'\0\1')
png('p8.png', 3, 8, 3, 1, [b'\0\1\2'], P); png('p8t.png', 3, 8, 3, 1, [b'\0\1\2'], P, b'\0\x80'); png('p8g.png', 3, 8, 3, 1, [b'\0\1\2'], bytes([0, 0, 0, 1, 1, 1, 2, 2, 2])); png('p1.png', 3, 1, 8, 1, [b'\xa5'], bytes([0, 0, 0, 255, 255, 255])); png('p4.png', 3, 4, 2, 1, [b'\x12'], P)
png('rgba8.png', 6, 8, 1, 1, [b'\1\2\3\4']); png('rgba16.png', 6, 16, 1, 1, [b'\1\x80\2\x90\3\xff\4\0']); png('la8.png', 4, 8, 2, 1, [b'\1\xff\2\x80'], refused='DATA_TYPE_NOT_SUPPORTED')
png('cut.png', 0, 8, 3, 2, two, refused='FILE_TRUNCATED', change=lambda b: b[:-20]); png('crc.png', 0, 8, 3, 2, two, refused='PICTURE_CORRUPT', change=lambda b: b[:45] + bytes([b[45] ^ 1]) + b[46:]); png('tall.png', 0, 8, 30000, 20000, two, refused='FILE_TRUNCATED'); png('few.png', 0, 8, 3, 3, two, refused='PICTURE_CORRUPT'); put('other.png', b'BM'); add('other.png', refused='FORMAT_DIFFERS')
u1 = lambda *v: np.array(v, np.uint8)
for name, image in (('b8', Image.fromarray(u1([1, 2, 255], [3, 4, 5]))), ('b24', Image.fromarray(np.arange(12, dtype=np.uint8).reshape(2, 2, 3))), ('b1', Image.fromarray(u1([0, 255, 255])).convert('1')), ('b32', Image.fromarray(np.arange(8, dtype=np.uint8).reshape(1, 2, 4)))):
    image.save(f'{work}/{name}.bmp'); add(f'{name}.bmp', NaturalImage2DIO)
p = Image.fromarray(u1([0, 1, 2])); p.putpalette(list(P) + [9] * 759); p.save(f'{work}/bp.bmp'); add('bp.bmp', NaturalImage2DIO)
b = open(f'{work}/b8.bmp', 'rb').read(); put('cut.bmp', b[:-3]); add('cut.bmp', refused='FILE_TRUNCATED'); put('rle.bmp', b[:30] + b'\1' + b[31:]); add('rle.bmp', refused='ENCODING_NOT_SUPPORTED'); put('wide.bmp', b[:28] + b'\x10' + b[29:]); add('wide.bmp', refused='DATA_TYPE_NOT_SUPPORTED')

B = (np.arange(5 * 6 * 7) % 120).reshape(5, 6, 7)


def tif(name, data, reader=Tiff3DIO, refused=None, spacing=None, **options):
    tifffile.imwrite(f'{work}/{name}', data, **options)
    beside = []
    if spacing is not None:
        beside = [name[:-4].removesuffix('_0000') + '.json']; put(beside[0], json.dumps({'spacing': spacing}).encode())
    add(name, reader, refused, beside)


for d in ('u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'f4', 'f8'):
    tif(f'stack_{d}.tif', B.astype(d)); tif(f'big_{d}.tif', B[:, :2, :5].astype(d), byteorder='>'); tif(f'picture_{d}.tif', B[0].astype(d), NaturalImage2DIO)
for c, name in ((8, 'zlib'), (5, 'lzw'), (32773, 'packbits')):
    tif(f'{name}.tif', B.astype('u1'), compression=c); tif(f'{name}_differences.tif', B.astype('u2'), compression=c, predictor=2)
tif('real_differences.tif', B.astype('f4'), compression='zlib', predictor=3); tif('tiled.tif', np.tile(B, (1, 4, 4))[:2].astype('u2'), tile=(16, 16), compression='zlib'); tif('strips.tif', B.astype('u2'), rowsperstrip=4, compression='zlib', predictor=2); tif('large.tif', B.astype('u1'), bigtiff=True)
tif('white.tif', B.astype('u1'), photometric='miniswhite'); tif('bits.tif', B.astype('u1') % 2 == 1); tif('imagej.tif', B.astype('u1'), imagej=True); tif('plain.tif', B.astype('u1'), metadata=None); tif('ome.ome.tif', B.astype('u1')); tif('single.tif', B[:1].astype('u1'))
tif('spacing_0000.tif', B.astype('u1'), spacing=[3, 0.5, 0.7]); tif('palette.tif', B[0].astype('u1'), NaturalImage2DIO, photometric='palette', colormap=np.zeros((3, 256), np.uint16))
C = (np.arange(4 * 5 * 4) % 120).reshape(4, 5, 4).astype('u1'); tif('rgb.tif', C[..., :3], NaturalImage2DIO, photometric='rgb'); tif('rgba.tif', C, NaturalImage2DIO, photometric='rgb', extrasamples=['unassalpha']); tif('planes.tif', np.moveaxis(C[..., :3], -1, 0), NaturalImage2DIO, photometric='rgb', planarconfig='separate')
tif('bad_spacing_0000.tif', B.astype('u1'), refused='SPACING_FILE_INVALID', spacing=[3, 0, 0.7]); tif('colours.tif', np.zeros((2, 4, 5, 3), 'u1'), refused='VECTOR_VOXELS', photometric='rgb'); tif('hyper.tif', np.zeros((2, 3, 4, 5), 'u1'), refused='DIMENSIONS_IMPOSSIBLE', imagej=True, metadata={'axes': 'ZCYX'}); tif('ome4.ome.tif', np.zeros((2, 5, 4, 5), 'u1'), refused='DIMENSIONS_IMPOSSIBLE', metadata={'axes': 'CZYX'})
tif('long.tif', B.astype('u8'), refused='DATA_TYPE_NOT_SUPPORTED'); tif('half.tif', B.astype('f2'), refused='DATA_TYPE_NOT_SUPPORTED'); tif('jpeg.tif', np.tile(B, (1, 4, 4)).astype('u1'), refused='ENCODING_NOT_SUPPORTED', compression='jpeg'); tif('zstd.tif', B.astype('u1'), refused='ENCODING_NOT_SUPPORTED', compression='zstd')
with tifffile.TiffWriter(f'{work}/mixed.tif') as w: w.write(B[0].astype('u1')); w.write(B[1, :2].astype('u1'))
add('mixed.tif', refused='PICTURES_DIFFER')
with tifffile.TiffWriter(f'{work}/pages.tif') as w:
    for s in B: w.write(s.astype('u1'), contiguous=False)
add('pages.tif', refused='DIMENSIONS_IMPOSSIBLE')
b = open(f'{work}/stack_u1.tif', 'rb').read(); put('cut.tif', b[:-50]); add('cut.tif', refused='FILE_TRUNCATED'); put('other.tif', b'hello'); add('other.tif', refused='FORMAT_DIFFERS')
b = open(f'{work}/zlib.tif', 'rb').read(); i = b.rindex(b'\x78\xda') if b'\x78\xda' in b else b.rindex(b'\x78\x9c'); put('garbage.tif', b[:i] + b'\xff' * 8 + b[i + 8:]); add('garbage.tif', refused='PICTURE_CORRUPT')

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'formats.json'), 'w') as f:
    f.write('[\n' + ',\n'.join(json.dumps(e, sort_keys=True) for e in entries) + '\n]\n')
print(len(entries), 'entries')
