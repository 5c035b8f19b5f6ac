"""A small cluster of Spark on the loopback: a master and two workers, which have a JVM and processes each."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m"  # to start soon, not to run fast for long


@contextmanager
def local_cluster(folder, *, workers=2, java=QUICK, more=None):
    """Give a session of Spark's local cluster mode that keeps its files in a folder, and stop it."""
    import pyspark
    from pyspark.sql import SparkSession

    home = Path(folder) / "home"  # in which the workers work
    home.mkdir()
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)
    given = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": f"{java} -Djava.io.tmpdir={folder}",
        "spark.executor.extraJavaOptions": java,
        "spark.ui.enabled": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.local.dir": str(folder),
        **(more or {}),
    }
    around = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
        "SPARK_LOCAL_DIRS": str(folder),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_SCALA_VERSION": "2.13",
    }
    with mock.patch.dict(os.environ, around):
        builder = SparkSession.builder.master(f"local-cluster[{workers},1,1024]").appName("routekit")
        for name, value in given.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        try:
            yield session
        finally:
            session.stop()


def below(process):
    """Give a process and all that it started, and that those did."""
    try:
        told = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:  # it has ended
        return []
    return [process, *(each for children in told for child in children.split() for each in below(child))]


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """Give the one session that all tests of a run share: a process can have no other."""
    with local_cluster(tmp_path_factory.mktemp("spark")) as session:
        yield session
