# The wheel is built in one stage and only installed in the next; everything else comes from the lock, by hash.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/porchlight \
    && /opt/porchlight/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY server server
COPY moderation moderation
COPY web web
RUN /opt/porchlight/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin porchlight \
    && install -d -o porchlight -g porchlight -m 0700 /data
COPY --from=build /opt/porchlight /opt/porchlight
ENV PATH=/opt/porchlight/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PORCHLIGHT_HOST=0.0.0.0 \
    PORCHLIGHT_DATA=/data
USER porchlight
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('PORCHLIGHT_PORT', '8000') + '/health', timeout=4)"]
CMD ["porchlight", "serve"]
