variable "name" {}
variable "list" {
  type = list(string)
}
output "list" {
  value = distinct(concat(var.list, [var.name]))
}
