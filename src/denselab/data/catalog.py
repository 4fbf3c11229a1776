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


FourFiles = tuple[IdxFile, IdxFile, IdxFile, IdxFile]
"""Training images, training labels, test images, test labels."""


@dataclass(frozen=True)
class NamedSet:
    """A data set of four IDX files.

    Attributes:
        name: What the user calls it.
        classes: The names of the classes; a label indexes this tuple.
        files: Its files.
        mirrors: Folders on the web that hold ``<file>.gz``, in the order they are tried.
        official_validation: How many of the first training samples tradition sets aside for
            validation, or ``None``.
    """

    name: str
    classes: tuple[str, ...]
    files: FourFiles
    mirrors: tuple[str, ...]
    official_validation: int | None = None


def _mnist_files(
    train_images: str, train_labels: str, test_images: str, test_labels: str
) -> FourFiles:
    """The files as every relative of MNIST has them, given their checksums."""
    n_train, n_test, image = 60_000, 10_000, 28 * 28
    images_header, labels_header = 16, 8  # bytes
    return (
        IdxFile("train-images-idx3-ubyte", images_header + n_train * image, train_images),
        IdxFile("train-labels-idx1-ubyte", labels_header + n_train, train_labels),
        IdxFile("t10k-images-idx3-ubyte", images_header + n_test * image, test_images),
        IdxFile("t10k-labels-idx1-ubyte", labels_header + n_test, test_labels),
    )


_MNIST = NamedSet(
    name="mnist",
    classes=tuple("0123456789"),
    files=_mnist_files(
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
    files=_mnist_files(
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
