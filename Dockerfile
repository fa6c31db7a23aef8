# One image for web, worker and beat; no secret inside.
FROM python:3.11-slim-bookworm AS packages
ENV UV_PROJECT_ENVIRONMENT=/opt/venv UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-default-groups

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /app --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /data /data/private
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PRIVATE_STORAGE=/data/private
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
RUN DEMO=1 python manage.py collectstatic --no-input --verbosity 0
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "portal/launch/health.py"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-class", "gthread", "--threads", "4", "--access-logfile", "-"]
