"""Tags the wheel: with the library inside it is for one kind of processor, but for every Python."""
from pathlib import Path

from setuptools import setup
from setuptools.dist import Distribution
from wheel.bdist_wheel import bdist_wheel

HAS_LIBRARY = (Path(__file__).parent / "wsencoder/libwsencoder.so.0").exists()


class Tagged(bdist_wheel):
    def get_tag(self):
        return ("py3", "none", super().get_tag()[2]) if HAS_LIBRARY else super().get_tag()


class WithLibrary(Distribution):
    def has_ext_modules(self):
        return HAS_LIBRARY


setup(distclass=WithLibrary, cmdclass={"bdist_wheel": Tagged})
