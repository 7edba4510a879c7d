/bin/busybox mkdir -p /www
/bin/busybox echo "release $RELEASE" > /www/index.html
/bin/busybox echo ok > /www/health
exec /bin/busybox httpd -f -p 8080 -h /www
