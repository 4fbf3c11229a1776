"""The data sets that have a name and are downloaded: their files, checksums and mirrors.

Facts only. The checksum is that of the *decompressed* file, so that any mirror's gzip serves.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class IdxFile:
    """One IDX file of a data set.

    Attributes:
        name: Its usual name, without ``.gz``.
        size: Its size in bytes, decompressed.
        sha256: The SHA-256 of its decompressed bytes, in hexadecimal.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class NamedSet:
    """A data set of four IDX files.

    Attributes:
        name: What the user calls it.
        classes: The names of the classes; a label indexes this tuple.
        train_images, train_labels, test_images, test_labels: Its files.
        mirrors: Folders on the web that hold ``<file>.gz``, in the order they are tried.
        official_validation: How many of the first training samples tradition sets aside for
            validation, or ``None``.
    """

    name: str
    classes: tuple[str, ...]
    train_images: IdxFile
    train_labels: IdxFile
    test_images: IdxFile
    test_labels: IdxFile
    mirrors: tuple[str, ...]
    official_validation: int | None = None

    @property
    def files(self) -> tuple[IdxFile, IdxFile, IdxFile, IdxFile]:
        return self.train_images, self.train_labels, self.test_images, self.test_labels


_IMAGE_BYTES = 28 * 28
_IMAGES_HEADER, _LABELS_HEADER = 16, 8


def _mnist_files(*sha256: str) -> dict[str, IdxFile]:
    """The four files as every relative of MNIST has them, given their checksums in order."""
    train_images, train_labels, test_images, test_labels = sha256
    train, test = 60_000, 10_000
    return {
        "train_images": IdxFile(
            "train-images-idx3-ubyte", _IMAGES_HEADER + train * _IMAGE_BYTES, train_images
        ),
        "train_labels": IdxFile("train-labels-idx1-ubyte", _LABELS_HEADER + train, train_labels),
        "test_images": IdxFile(
            "t10k-images-idx3-ubyte", _IMAGES_HEADER + test * _IMAGE_BYTES, test_images
        ),
        "test_labels": IdxFile("t10k-labels-idx1-ubyte", _LABELS_HEADER + test, test_labels),
    }


_MNIST = NamedSet(
    name="mnist",
    classes=tuple("0123456789"),
    **_mnist_files(
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ),
    official_validation=10_000,
)

_FASHION_MNIST = NamedSet(
    name="fashion-mnist",
    classes=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    **_mnist_files(
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ),
)

CATALOG: dict[str, NamedSet] = {entry.name: entry for entry in (_MNIST, _FASHION_MNIST)}
