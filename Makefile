# heatqa's commands; `make` alone lists them. Everything runs in .venv, which is made on first use.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
SPARK := .venv/installed-spark
STORE := .venv/installed-store
DEMO := build/demo
NOTEBOOKS := $(wildcard notebooks/*.ipynb notebooks/zh/*.ipynb)
SIZE ?= small
# A Chinese Windows or minimal container may set no UTF-8 locale; the demo's tables need one.
export PYTHONUTF8 = 1
# Without compiled modules every process that a test starts compiles its libraries anew: half its time.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types notebooks docs bench soak lab spark store lock tagger classifier clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(STAMP) ## load the simulated city's exports and show them on one screen
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	$(BIN)/heatqa load data/sample/exports --warehouse $(DEMO) > $(DEMO)/report.txt
	$(BIN)/heatqa overview --period season --warehouse $(DEMO)

test: $(STAMP) ## run the tests and hold the notebooks to their stored outputs
	$(BIN)/python -m pytest -n auto --dist loadscope --nbval --nbval-current-env tests heatqa notebooks

check: lint types test ## lint, types, tests, notebooks

lint: $(STAMP) ## style of code and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(SPARK) ## types
	$(BIN)/pyright

notebooks: $(STAMP) ## format, then execute, then save the notebooks
	$(BIN)/python -m heatqa.training.notebooks notebooks
	$(BIN)/ruff format notebooks
	HEATQA_FORMS=no $(BIN)/jupyter nbconvert --to notebook --execute --inplace --ExecutePreprocessor.record_timing=False $(NOTEBOOKS)

docs: $(STAMP) ## write the generated reference pages and the pictures anew
	$(BIN)/python -m docs.generate
	$(BIN)/python -m docs.draw
	$(BIN)/python -m docs.screens

bench: $(STAMP) ## run the benchmarks (SIZE=small, medium or full; ONLY="readings growth" for some)
	$(BIN)/python -m benchmarks --size $(SIZE) $(if $(ONLY),--only $(ONLY))

soak: $(STORE) ## run the full-size proofs (takes long)
	HEATQA_SOAK=1 $(BIN)/python -m pytest -n auto -m "soak or grows"

tagger: $(STAMP) ## learn anew what redaction learned from marked lines
	$(BIN)/python -m heatqa.redaction.learning

classifier: $(STAMP) ## learn anew what complaints are about from phrases and told texts
	$(BIN)/python -m heatqa.complaints.learning

lab: $(STAMP) ## open JupyterLab on copies of the notebooks, beside the demo's warehouse
	$(BIN)/heatqa lab build/lab --warehouse $(DEMO)

spark: $(SPARK) ## install Spark (450 MB), for a city too large for one machine

store: $(STORE) ## fetch what proves that Spark reads an object store (400 MB)

lock: ## write the requirements' locks anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dash --extra dev --extra lab --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"], sep="\n")' | \
	  uv pip compile - -c requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-spark.lock
	printf 'moto[s3]\nflask\nflask-cors\nsetuptools<80\nwheel\n' | \
	  uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-store.lock

clean: ## remove what the commands above made
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis *.egg-info

# A lock names all there is to install. Left to look for more, pip 23.2 takes the newest release of
# a package asked for with extras, and stops for want of its hash (pypa/pip#9644).
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "heatqa needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . ; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . ; \
	fi
	touch $(STAMP)

# Apart from the rest: few need it, and it is larger than all the rest.
$(SPARK): $(STAMP) requirements-spark.lock
	if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-spark.lock ; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.lock ; \
	fi
	touch $(SPARK)

# Hadoop's driver for S3 comes along in a package of Python's; nothing else of that is installed.
$(STORE): $(SPARK) requirements-store.lock
	$(PYTHON) -m venv .venv/store
	.venv/store/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-store.lock
	echo 'sagemaker-pyspark==1.4.5 --hash=sha256:05ca2d5081d7138ce29a8fb0a9cba077f28c825288ed07aed46a82e63c0bf1fb' > .venv/store/driver.txt
	.venv/store/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -d .venv/store/driver -r .venv/store/driver.txt
	cd .venv/store/driver && tar -xzf sagemaker*.tar.gz --strip-components=3 --wildcards '*/hadoop-aws-*.jar' '*/aws-java-sdk-bundle-*.jar' && rm sagemaker*.tar.gz
	touch $(STORE)
