"""Writes an image of a single layer as `docker save` would: image.py ARCHIVE NAME[,NAME…] [--entrypoint JSON] [--user UID] [--root TREE] SOURCE=DEST…

Each SOURCE (a file or a folder) is copied to DEST, beside a passwd file and /tmp; a dynamically linked program brings the
shared libraries that `ldd` lists for it. Programs within TREE, the root of another system, bring that system's.
"""

import argparse
import hashlib
import io
import json
import os
import platform
import re
import subprocess
import tarfile

PASSWD = "root:x:0:0::/:/sbin/nologin\nnonroot:x:65532:65532::/:/sbin/nologin\n"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def libraries(path, tree):
    """Pairs of the files and of the paths that the program has for them."""
    if not path.startswith(tree + "/"):
        out = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
        return [(each, each) for each in named(out)]
    inside = ["chroot", tree]
    paths = named(subprocess.run([*inside, "ldd", path.removeprefix(tree)], capture_output=True, text=True).stdout)
    real = subprocess.run([*inside, "readlink", "-f", *paths], capture_output=True, text=True).stdout.split() if paths else []
    return [(tree + file, each) for file, each in zip(real, paths, strict=True)]


def named(listing):
    return sorted(set(re.findall(r"(/\S+) \(0x", listing)))


class Layer:
    def __init__(self, tar):
        self.tar = tar
        self.seen = set()

    def folder(self, path, mode=0o755):
        if path in ("", "/") or path in self.seen:
            return
        self.folder(os.path.dirname(path))
        self.seen.add(path)
        info = tarfile.TarInfo(path.lstrip("/"))
        info.type, info.mode = tarfile.DIRTYPE, mode
        self.tar.addfile(info)

    def text(self, path, content):
        self.folder(os.path.dirname(path))
        info = tarfile.TarInfo(path.lstrip("/"))
        info.size, info.mode = len(content), 0o644
        self.tar.addfile(info, io.BytesIO(content.encode()))

    def add(self, source, dest):
        real = os.path.realpath(source)
        if not os.path.isdir(real):
            self.folder(os.path.dirname(dest))
            if dest not in self.seen:
                self.seen.add(dest)
                self.tar.add(real, dest.lstrip("/"), recursive=False, filter=owned_by_root)
            return
        self.folder(dest)
        for root, folders, files in os.walk(real):
            inside = os.path.normpath(os.path.join(dest, os.path.relpath(root, real)))
            self.folder(inside)
            for name in files + [f for f in folders if os.path.islink(os.path.join(root, f))]:
                path = os.path.join(inside, name).lstrip("/")
                self.tar.add(os.path.join(root, name), path, recursive=False, filter=owned_by_root)


def owned_by_root(info):
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    parser.add_argument("names")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--entrypoint", type=json.loads)
    parser.add_argument("--user", default="")
    parser.add_argument("--root", default="/nowhere")
    args = parser.parse_args()

    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        layer = Layer(tar)
        layer.folder("/tmp", 0o1777)
        layer.text("/etc/passwd", PASSWD)
        for source, dest in (pair.split("=", 1) for pair in args.files):
            layer.add(source, dest)
            if os.path.isfile(source):
                for file, library in libraries(source, args.root):
                    layer.add(file, library)
    data = content.getvalue()
    config = json.dumps({
        "architecture": ARCHITECTURES[platform.machine()],
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(data).hexdigest()]},
        "config": {"Entrypoint": args.entrypoint, "User": args.user, "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], "WorkingDir": "/"},
    }).encode()
    name = hashlib.sha256(config).hexdigest() + ".json"
    tags = [n if "." in n.split("/")[0] else "docker.io/" + n for n in args.names.split(",")]
    manifest = json.dumps([{"Config": name, "RepoTags": tags, "Layers": ["layer.tar"]}]).encode()
    with tarfile.open(args.archive, mode="w") as archive:
        for path, part in ((name, config), ("layer.tar", data), ("manifest.json", manifest)):
            info = tarfile.TarInfo(path)
            info.size = len(part)
            archive.addfile(info, io.BytesIO(part))


main()
