"""The other server itself, run by other_server.py with an interpreter that has xllamacpp.

    THERE/bin/python bench/other_server_serving.py FILE.gguf NAME

Makes a tiny model of random numbers, serves it until stopped, and prints the address. Without
arguments it says so and ends.
"""

import sys
import time
from pathlib import Path

_SIDE, _INNER, _HEADS, _CONTEXT = 64, 128, 4, 65_536
_SPREAD = 0.05
_LIKES_TO_END = 0.5
"""How much more the model likes a closing quotation mark: without it texts would never end."""
_UNKNOWN, _CONTROL, _BYTE, _NORMAL = 2, 3, 6, 1


def make_model(path: Path) -> None:
    """Write a model with one layer, whose tokens are bytes and printable signs."""
    import gguf  # type: ignore[import-not-found]  # noqa: PLC0415 - not in our own environment
    import numpy  # noqa: PLC0415 - as above

    chance = numpy.random.default_rng(7)
    tokens = [b"<unk>", b"<s>", b"</s>"]
    tokens += [f"<0x{byte:02X}>".encode() for byte in range(256)]
    tokens += [bytes([byte]) for byte in range(32, 127)]
    kinds = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256, *[_NORMAL] * 95]

    file = gguf.GGUFWriter(str(path), "llama")
    file.add_context_length(_CONTEXT)
    file.add_embedding_length(_SIDE)
    file.add_block_count(1)
    file.add_feed_forward_length(_INNER)
    file.add_head_count(_HEADS)
    file.add_head_count_kv(_HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(_SIDE // _HEADS)
    file.add_vocab_size(len(tokens))
    file.add_tokenizer_model("llama")
    file.add_token_list(tokens)
    file.add_token_scores([0.0] * len(tokens))
    file.add_token_types(kinds)
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_unk_token_id(0)
    file.add_add_space_prefix(False)

    def noise(*shape: int) -> numpy.ndarray:
        return (chance.standard_normal(shape) * _SPREAD).astype(numpy.float32)

    said, heard = noise(len(tokens), _SIDE), noise(len(tokens), _SIDE)
    heard[:, 0] = 1.0
    said[tokens.index(b'"'), 0] = _LIKES_TO_END
    file.add_tensor("token_embd.weight", heard)
    file.add_tensor("output.weight", said)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        file.add_tensor(f"{name}.weight", numpy.ones(_SIDE, dtype=numpy.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        file.add_tensor(f"blk.0.{name}.weight", noise(_SIDE, _SIDE))
    for name in ("ffn_gate", "ffn_up"):
        file.add_tensor(f"blk.0.{name}.weight", noise(_INNER, _SIDE))
    file.add_tensor("blk.0.ffn_down.weight", noise(_SIDE, _INNER))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def serve(path: Path, name: str) -> None:
    """Serve the model on loopback until stopped."""
    import xllamacpp  # type: ignore[import-not-found]  # noqa: PLC0415 - as above

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(path)
    wanted.model_alias = {name}
    wanted.n_ctx, wanted.n_parallel, wanted.n_gpu_layers = _CONTEXT, 2, 0
    wanted.cpuparams.n_threads = 1
    wanted.port = 0
    wanted.verbosity = 0
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(3600)


def main() -> None:
    """Make the model and serve it."""
    if len(sys.argv) != 3:
        print(__doc__)
        return
    make_model(Path(sys.argv[1]))
    serve(Path(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    main()
