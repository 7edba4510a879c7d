/bin/busybox mkdir -p /www
/bin/busybox echo "release $RELEASE" > /www/index.html
# A release that is called broken is: it shows how one goes back by itself.
[ "$RELEASE" = broken ] || /bin/busybox echo ok > /www/health
exec /bin/busybox httpd -f -p 8080 -h /www
