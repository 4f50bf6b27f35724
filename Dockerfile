# Etude as a container: the single file that `npm run build` makes, and the folder that it writes to.
FROM --platform=$BUILDPLATFORM debian:12-slim AS folders
RUN install -d -m 0700 -o 65534 -g 65534 /data

FROM gcr.io/distroless/cc-debian12
COPY --from=folders --chown=65534:65534 /data /data
COPY --chmod=0755 dist/etude /usr/local/bin/etude
ENV ETUDE_HOST=0.0.0.0 ETUDE_DATA=/data
USER 65534:65534
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s CMD ["/usr/local/bin/etude", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/etude"]
CMD ["serve"]
