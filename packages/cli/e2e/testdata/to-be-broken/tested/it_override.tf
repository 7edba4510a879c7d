variable "v" {
  default = "o"
}
resource "terraform_data" "a" {
  triggers_replace = 1
}
