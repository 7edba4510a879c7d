/** What the browser shows when the host has sent it back. */
export function closingPage(title: string, command: string): string {
  return `<html>
<head>
<title>${title} Login</title>
<style type="text/css">
body {
	font-family: monospace;
	color: #fff;
	background-color: #000;
}
</style>
</head>
<body>

<p>The login server has returned an authentication code to ${title}.</p>
<p>Now close this page and return to the terminal where <tt>${command} login</tt>
is running to see the result of the login process.</p>

</body>
</html>
`;
}
